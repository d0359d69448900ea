"""Living campaigns of an agency in Wales: one advert in English and Welsh, one in Welsh alone."""

from __future__ import annotations

from roles.demo.campaigns.story import AdvertStory, WelshWords

ADVERTS = (
    AdvertStory(
        "DfT",
        "Content designer, Welsh language services, DVLA",
        "content-designer",
        "heo",
        ("swansea",),
        (35700, 39900),
        "Write driver and vehicle services in Welsh and English that people understand first time.",
        "You join the content team of the Driver and Vehicle Licensing Agency in Swansea.",
        (
            "Design content in Welsh and English side by side",
            "Test it with people who use the services in Welsh",
            "Help colleagues to write clearly in both languages",
        ),
        (
            "You can write and edit in Welsh to a high standard.",
            "You base decisions on what users need, and can show how.",
        ),
        opened=-4,
        closes=19,
        language="both",
        welsh="essential",
        welsh_spoken="advanced",
        welsh_written="proficient",
        in_welsh=WelshWords(
            "Dylunydd cynnwys, gwasanaethau Cymraeg, DVLA",
            "Ysgrifennu gwasanaethau gyrwyr a cherbydau yn Gymraeg ac yn Saesneg y mae pobl yn eu"
            " deall y tro cyntaf.",
            "Byddwch yn ymuno â thîm cynnwys yr Asiantaeth Trwyddedu Gyrwyr a Cherbydau yn"
            " Abertawe.",
            (
                "Dylunio cynnwys yn Gymraeg ac yn Saesneg ochr yn ochr",
                "Ei brofi gyda phobl sy’n defnyddio’r gwasanaethau yn Gymraeg",
                "Helpu cydweithwyr i ysgrifennu’n glir yn y ddwy iaith",
            ),
            (
                "Gallwch ysgrifennu a golygu yn Gymraeg i safon uchel.",
                "Rydych yn seilio penderfyniadau ar anghenion defnyddwyr, a gallwch ddangos sut.",
            ),
        ),
    ),
    AdvertStory(
        "DfT",
        "Ymchwilydd defnyddwyr, gwasanaethau Cymraeg, DVLA",
        "user-researcher",
        "heo",
        ("swansea",),
        (35700, 39900),
        "Dysgu beth sydd ei angen ar bobl sy’n defnyddio gwasanaethau’r DVLA yn Gymraeg.",
        "Byddwch yn ymuno â thîm ymchwil yr Asiantaeth Trwyddedu Gyrwyr a Cherbydau yn Abertawe.",
        (
            "Cynllunio a chynnal ymchwil gyda siaradwyr Cymraeg",
            "Siarad â chwsmeriaid wyneb yn wyneb a dros y ffôn",
            "Rhannu’r hyn a ddysgwch â’r tîm bob pythefnos",
        ),
        (
            "Gallwch gynnal ymchwil gyda defnyddwyr drwy gyfrwng y Gymraeg.",
            "Gallwch esbonio canfyddiadau’n glir.",
        ),
        opened=-2,
        closes=21,
        language="cy",
        welsh="essential",
        welsh_spoken="proficient",
        welsh_written="intermediate",
        fluency="english_or_welsh",
    ),
)
