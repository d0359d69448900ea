"""The invented candidates of the demonstration, and what they write."""

from __future__ import annotations

NAMES = (
    *("Aaron Webb", "Abena Owusu", "Alice Fletcher", "Andrej Horvat", "Beatriz Ramos"),
    *("Ben Ashworth", "Bronwen Rees", "Catherine Doyle", "Chidi Eze", "Daniela Rossi"),
    *("Deepa Menon", "Dylan Hughes", "Elif Kaya", "Ewan MacLeod", "Farah Rahman"),
    *("George Tanner", "Hannah Schwartz", "Ifeoma Nwosu", "Imran Qureshi", "Isla Buchanan"),
    *("Jack Thornton", "Jasmine Lee", "Joanna Nowak", "Kofi Boateng", "Laura Whitfield"),
    *("Leo Marchetti", "Maeve Gallagher", "Marcus Obi", "Mina Park", "Naomi Clarke"),
    *("Nikhil Sharma", "Olivia Grant", "Owain Pritchard", "Patience Moyo", "Ravi Nair"),
    *("Rosie Turnbull", "Samir Haddad", "Sofia Lindgren", "Thomas Bright", "Yasmin Aydin"),
)

STATEMENTS = (
    (
        "I led a team of nine that rebuilt a licence application used by 400,000 people a year. "
        "Four in ten of them gave up on the old one. I asked for eight weeks of research before we "
        "designed anything, and we learnt that the form asked for a number most people did not "
        "have. We found it for them instead. Completion rose from 60% to 88% and calls fell by a "
        "third. I reported to the board every month, with the figures that were bad as well as the "
        "good ones."
    ),
    (
        "In my present role I look after three services with one small team. When a supplier left, "
        "I brought the knowledge back in house: I paired each developer with one of theirs for six "
        "weeks, wrote down what only two people knew, and ran the handover as a live exercise. "
        "Nothing went down. I have since trained two people who had never worked in digital teams "
        "and both now lead work of their own."
    ),
    (
        "I believe in showing the work. As a researcher I took developers and a minister's private "
        "secretary to a jobcentre for a day. They watched eleven people use our service on old "
        "phones. By the end of the week we had dropped two features nobody needed and fixed the "
        "one thing that stopped everyone: a date that had to be typed in a certain way."
    ),
    (
        "My background is in local government, where one person does many jobs. I wrote the "
        "content, tested it with residents and answered the letters of complaint. I cut 1,200 "
        "pages to 300 and kept a list of every question people still asked by phone. Each month I "
        "took the top three and made them answerable online. After a year the list was half as "
        "long."
    ),
    (
        "I make data useful to people who do not like data. For a team that decided by instinct I "
        "built one page with five numbers, agreed with them what each meant, and explained what it "
        "did not mean. They found that the busiest hour was not the one they had staffed. Waiting "
        "times fell by eleven minutes with no more people."
    ),
)
