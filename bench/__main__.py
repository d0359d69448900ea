"""Run a measurement by name, or list them."""

import pkgutil
import sys
from importlib import import_module

import bench


def main() -> int:
    names = [found.name for found in pkgutil.iter_modules(bench.__path__)]
    measurements = [name for name in names if hasattr(import_module(f"bench.{name}"), "measure")]
    if len(sys.argv) > 1 and sys.argv[1] in measurements:
        import_module(f"bench.{sys.argv[1]}").measure()
        return 0
    print("Choose one: python -m bench NAME")
    for name in measurements:
        print(f"  {name:<10} {import_module(f'bench.{name}').__doc__.splitlines()[0]}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
