"""What many invented people write of an element: each answer is of parts that few others share."""

from __future__ import annotations

from hashlib import sha256

from roles.demo.applications.application_words import employer_of

FIRST = (
    *("Adaeze", "Aidan", "Anita", "Bilal", "Carys", "Colin", "Devika", "Eleri", "Fergus", "Gita"),
    *("Huw", "Iman", "Jerome", "Kirsty", "Lwazi", "Magda", "Nerys", "Oscar", "Priti", "Quentin"),
    *("Rhian", "Stefan", "Tunde", "Una", "Viktor"),
)
LAST = (
    *("Abara", "Bannister", "Cheung", "Dhillon", "Eastwood", "Farrow", "Griffith", "Hossain"),
    *("Ivanov", "Jardine", "Kamara", "Lockhart", "Mbeki", "Novak", "Osborne", "Pemberton"),
    *("Quigley", "Rutherford", "Sandhu", "Tremlett"),
)
# How an answer begins, what was done, what was hard, and what came of it, for each element.
PARTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "experience": (
        (
            "For {weeks} months I have run a service of {where} that {many},000 people use.",
            "{where} made me responsible for a service that nobody had owned before.",
            "I joined {where} when its main service had just failed its assessment.",
            "At {where} I took over two services whose suppliers had both given notice.",
            "I began at {where} on the telephones, and have run the service behind them since.",
            "When {where} closed its counters, I was asked to make the online service good enough.",
        ),
        (
            "I read {many} complaints in my first fortnight and sorted them by their cause.",
            "I sat with {team} people at home while they tried to use it, and said nothing.",
            "I asked for one number that everybody would be judged by, and it was completion.",
            "I stopped all work on new features for {weeks} weeks and mended what was there.",
            "I put a researcher and a developer at the help desk for a day each month.",
            "I wrote down what the service costs a year, line by line, for the first time.",
        ),
        (
            "The policy team wanted the old order of questions; I showed them where people left.",
            "The contract allowed four releases a year, so I agreed a new one with the supplier.",
            "Half the team had been told that they would be moved, and two had left already.",
            "A change in the law came in the middle, with {weeks} weeks’ notice.",
            "Finance had planned savings that the figures did not support, and I told them early.",
        ),
        (
            "Completion rose from 58% to {percent}%, and calls fell by a third.",
            "It passed its next assessment, and a year later {percent}% are satisfied.",
            "It costs 40% less to run, and nobody has been without it for longer than an hour.",
            "Two other organisations have taken it over as it is.",
            "My manager, who had doubted it, asked me to do the same for the next service.",
            "I would start with the letters next time: they caused more calls than the form did.",
        ),
    ),
    "technical": (
        (
            "At {where} I chose what we built ourselves and what we bought.",
            "I can read code and query a database, and at {where} I did both every week.",
            "I led the move of {where} from a system of 1998 to services that talk to each other.",
            "I set the technical standards for {team} teams of {where} with their lead developers.",
            "At {where} I ran the work on identity: who somebody is, and how sure we must be.",
        ),
        (
            "We drew every system on one wall, and found {team} that did the same thing.",
            "I asked for measurements of real phones on slow connections, and we halved each page.",
            "We put an interface before the old system, so that we could change behind it.",
            "We wrote tests for what the old system did before we touched it.",
            "I had access needs tested by people who have them, with their own programs.",
            "We released every day behind a switch, to {percent} people at first.",
        ),
        (
            "The data were worse than anybody had said: {many} records had no address at all.",
            "The security team had refused the cloud twice, so I asked them to design it with us.",
            "One supplier held the only copy of the rules, in a language that nobody here knew.",
            "On the third night the import stopped, and I decided to go back and say so.",
            "We had {weeks} weeks until the old licence ended.",
        ),
        (
            "All {many},000 accounts moved in {weeks} weeks, with no day lost.",
            "A change that took a quarter takes two days now.",
            "{percent}% of requests are answered in under a second on an ordinary phone.",
            "An outside test found two small faults, and both were mended within a week.",
            "The interface is used by {team} other teams, who did not have to ask us.",
        ),
    ),
    "behaviour-making-effective-decisions": (
        (
            "I had to decide at {where} whether to open a service with a known fault.",
            "Two directors of {where} wanted opposite things, and both asked me to decide.",
            "With a third of our money taken away, I had to say what {where} would stop doing.",
            "Three weeks before launch, a test showed that {percent}% misread one question.",
            "I recommended to the board of {where} to end a contract worth £{many},000.",
        ),
        (
            "I wrote the choices on one page, with what each would cost and whom it would harm.",
            "I asked {team} people who would have to live with it, not only the loudest.",
            "I looked for what would prove me wrong, and gave that a day.",
            "I set a time by which we would decide with what we had, and kept it.",
            "I worked out what it would cost to change our minds later: for one choice, nothing.",
        ),
        (
            "The evidence was thin for older people, so I said how sure I was and why.",
            "A colleague disagreed, and I put her reasons into the paper as she wrote them.",
            "It meant that I had to withdraw something that I had announced.",
            "The minister’s office wanted an answer that day.",
        ),
        (
            "We waited {weeks} weeks; the fault would have reached {many} people.",
            "The board agreed, and looked at it again after {weeks} weeks, as I had asked.",
            "It was the wrong choice in one part, and we had changed it within a month.",
            "Nobody who lost by it was surprised, and two of them thanked me for the reasons.",
            "The page is now the form in which {where} takes all such decisions.",
        ),
    ),
    "behaviour-communicating-and-influencing": (
        (
            "{team} teams at {where} had heard {team} different accounts of the same plan.",
            "The staff of {where} read in the newspaper that their office would close.",
            "I had to persuade doctors at {where} to change how they write to people.",
            "Nobody at {where} read our monthly report of 60 pages.",
            "A group of people who use wheelchairs had given up on {where}.",
        ),
        (
            "I went to each place, took questions for an hour, and published all the answers.",
            "I replaced the report by one page with one figure and what we would do about it.",
            "I showed a film of four minutes: one person, trying to read one letter.",
            "I asked {team} of them to write the first version, and changed as little as I could.",
            "I wrote to everybody on the same morning, in words that I had tried on three of them.",
        ),
        (
            "Some of it was bad news, and I said that first.",
            "One union was against it, so we met each week until we agreed what we disagreed on.",
            "I had to explain figures that had been wrong for a year.",
            "Not everybody speaks English at work there, and I had it put into Welsh and Polish.",
        ),
        (
            "{percent}% said that they knew what would happen to them, against 31% before.",
            "Letters are half as long, and {many} fewer people ring to ask what they mean.",
            "The group has met us {weeks} times since, and sits in our reviews now.",
            "Three directors asked to be on the list of those who get the page.",
            "I learnt to ask what people fear before I tell them what I hope.",
        ),
    ),
}
# Every so many of them write their own name, which a campaign without names has to hide.
NAMED = 9


def name_of(number: int) -> str:
    """A name of its own for each number below 500."""
    first, turn = number % len(FIRST), number // len(FIRST)
    return f"{FIRST[first]} {LAST[(first + turn) % len(LAST)]}"


def answer_of(number: int, element: str) -> str:
    """What the person with this number writes of an element: some of them leave the result out."""
    parts = PARTS[element]
    place = list(PARTS).index(element)
    # The same each time, and like no neighbour's.
    dice = sha256(f"{number} {element}".encode()).digest()
    said = [among[dice[at] % len(among)] for at, among in enumerate(parts)]
    # One in five tells no difficulty and no result; one in five no result.
    said = said[: {0: 2, 1: 3}.get((number + place) % 5, 4)]
    if number % NAMED == 0 and place == 0:
        said.append(f"“{name_of(number).split()[0]} keeps her word” is what my team wrote of me.")
    return " ".join(said).format(
        where=employer_of(number),
        team=3 + (number + place) % 9,
        many=110 + 17 * ((number * 3 + place) % 97),
        weeks=5 + (number + 2 * place) % 11,
        percent=71 + (number + place) % 23,
    )
