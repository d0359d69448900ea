# The same image runs web, worker, beat and the migrations; the command says which.
FROM python:3.13-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /app
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv sync --frozen --no-dev
# With development's settings: what browsers load needs no secret, and none is known here.
RUN HUB_ENV=development HUB_DATA_DIR=/tmp/build STATIC_ROOT=/app/static-files HUB_STATIC_MANIFEST=1 \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0 && rm -rf /tmp/build

FROM python:3.13-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HUB_DATA_DIR=/data STATIC_ROOT=/app/static-files BIND=0.0.0.0 PORT=8000 WORKER_TMP=/dev/shm
RUN useradd --system --uid 10001 --home-dir /data --create-home hub
WORKDIR /app
COPY --from=build /app /app
USER hub
VOLUME /data
EXPOSE 8000
CMD ["bin/web"]
