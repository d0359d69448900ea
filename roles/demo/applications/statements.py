"""What invented candidates write of their work, by the kind of work."""

from __future__ import annotations

# Statements for each kind of work, told by whoever did it: where, and with what numbers.
STORIES: dict[str, tuple[str, ...]] = {
    "product": (
        (
            "At {where} I led a team of {team} that rebuilt an application used by {many},000 "
            "people a year. Four in ten of them gave up on the old one. I asked for {weeks} "
            "weeks of research before we designed anything, and we learnt that the form asked "
            "for a number most people did not have. We found it for them instead. Completion "
            "rose from 60% to {percent}% and calls fell by a third. I reported to the board "
            "every month, with the figures that were bad as well as the good ones."
        ),
        (
            "At {where} I was given a list of 40 features that had been promised. I asked what "
            "each was for, looked at what {many},000 people did on the service, and found that "
            "three of them mattered. We built those in {weeks} weeks and told everybody in "
            "writing why the others had to wait. The number of people who finished rose to "
            "{percent}%, and two of the promises turned out to be unnecessary."
        ),
        (
            "I answered for a service of {where} from its first sketch until it was live. In the "
            "first {weeks} weeks we tried two ideas with {team} people each and gave up the one "
            "I had preferred. I set the order of work every fortnight, with the policy team in "
            "the room. Within a year {percent}% of {many},000 applications came in without help, "
            "and each of them cost a third of what it had."
        ),
    ),
    "delivery": (
        (
            "At {where} I look after three services with a team of {team}. When a supplier left, "
            "I brought the knowledge back in house: I paired each developer with one of theirs "
            "for {weeks} weeks, wrote down what only two people knew, and ran the handover as a "
            "live exercise. Nothing went down for the {many},000 people who use them. I have "
            "since trained two people who had never worked in digital teams and both now lead "
            "work of their own."
        ),
        (
            "My team of {team} at {where} had missed four dates in a row. I put all the work on "
            "one wall and it showed that half of it waited for one other department. I met that "
            "department's manager each week, and after {weeks} weeks nothing waited longer than "
            "two days. We have released every fortnight since, and {percent}% of what we planned "
            "was done in the fortnight for which we planned it."
        ),
        (
            "At {where} I coached {team} teams that had been told to be agile. I began with one: "
            "we agreed to finish things before starting others, and to look back honestly each "
            "fortnight. After {weeks} weeks two of the other teams asked to join. I stopped "
            "going to the meetings when they no longer needed me, and a year later {percent}% of "
            "the people still say that they would not go back."
        ),
    ),
    "research": (
        (
            "I believe in showing the work. At {where} I took developers and a director to a "
            "help desk for a day. They watched {team} people use our service on old phones. "
            "Within {weeks} weeks we had dropped two features nobody needed and fixed the one "
            "thing that stopped everyone: a date that had to be typed in a certain way. "
            "{percent}% now finish without help."
        ),
        (
            "At {where} we knew that {many},000 people began our form and that many gave up. I "
            "chose visits instead of a survey, because we did not know what to ask. I sat with "
            "{team} people at home, three of them with a screen reader. They did not trust us "
            "with a bank account that early. We moved the question to the end, tested it for "
            "{weeks} weeks, and {percent}% now finish."
        ),
        (
            "Nobody at {where} had asked people who cannot use the service. I worked with two "
            "charities to find {team} of them, paid for their time, and ran the sessions where "
            "they felt safe. A developer or a director came each time. In {weeks} weeks we "
            "learnt that a letter would help more than any change to the pages. It was sent to "
            "{many},000 people, and {percent}% of those who answered were new to us."
        ),
    ),
    "design": (
        (
            "At {where} I redesigned a form of 61 questions. I made a prototype in code, because "
            "a drawing hides what happens on a phone, and tested it with {team} people a week "
            "for {weeks} weeks. Each time I took something away. It has 23 questions now, of "
            "which most people see eleven. {percent}% of {many},000 people finish at the first "
            "attempt."
        ),
        (
            "I design with people who use assistive technology from the first day. At {where} "
            "that meant {team} of them, some with speech recognition and some who magnify the "
            "screen. One of them could not find our button in {weeks} weeks of versions, until "
            "we put it where the text ended. What I learnt is in our design system, and "
            "{percent}% of our pages use it."
        ),
        (
            "When {where} wanted a dashboard, I asked what people would do after reading it. "
            "With {team} of them I drew three versions on paper, and the plainest won. It is one "
            "table with one picture above. It took {weeks} weeks instead of the six months that "
            "were planned. {percent}% of the questions that used to come by email are answered "
            "by it."
        ),
    ),
    "content": (
        (
            "At {where} one person does many jobs. I wrote the content, tested it with {team} "
            "people and answered the letters of complaint. I cut 1,{many} pages to 300 and kept "
            "a list of every question people still asked by phone. Each month I took the top "
            "three and made them answerable online. After {weeks} weeks {percent}% of the list "
            "was gone."
        ),
        (
            "At {where} a letter went to {many},000 people a year, and half of them rang to ask "
            "what it meant. I read it aloud to {team} of them and wrote down where they stopped "
            "me. I wrote it again in {weeks} days, with the lawyers beside me: what you have to "
            "do, by when, and what happens if you do not. {percent}% of the calls are gone."
        ),
        (
            "I write what developers and users of {where} rely on. I try every step that I "
            "describe on a clean machine, and I found {team} mistakes in the software by doing "
            "that. I brought four styles of writing into one, with examples, and trained those "
            "who write besides me. After {weeks} weeks {percent}% of pages had been checked by "
            "somebody who had never seen them."
        ),
    ),
    "development": (
        (
            "When I came to {where}, releases took {weeks} weeks and everybody feared them. With "
            "{team} colleagues I wrote tests for what broke most, released smaller parts, and "
            "made it easy to go back. We now release every day. Of the {many},000 people who use "
            "the service {percent}% say that it does what they need, and I can say which of them "
            "it still fails."
        ),
        (
            "At {where} I looked after a system that {many},000 people depend on and that nobody "
            "wanted to touch. I wrote tests for what it did, found {team} places where it did "
            "something else, and repaired them one at a time. I replaced it in parts over "
            "{weeks} weeks, and each part could be taken back within minutes. It was never down, "
            "and {percent}% of the old code is gone."
        ),
        (
            "I review code so that the next person can change it. At {where} I asked for small "
            "changes, gave a reason with each remark, and paired with whoever was stuck. {team} "
            "developers learnt to release by themselves. Pages were slow for people on old "
            "phones, so I measured them there, and in {weeks} weeks {percent}% loaded in under "
            "two seconds, without scripts too."
        ),
    ),
    "data": (
        (
            "I make data useful to people who do not like data. For a team of {team} at {where} "
            "that decided by instinct I built one page with five numbers, agreed with them what "
            "each meant, and explained what it did not mean. They found that the busiest hour "
            "was not the one they had staffed. In {weeks} weeks {percent}% of {many},000 calls "
            "were answered at once, with no more people."
        ),
        (
            "At {where} two reports gave two answers to the same question. I followed both back "
            "to their sources with {team} colleagues and found that one counted people and the "
            "other applications. We agreed on one definition, wrote it beside the number, and "
            "published the rows behind it. It took {weeks} weeks. {percent}% of the {many} "
            "tables that we had are not needed any more."
        ),
        (
            "I look for where people leave a service and ask why. At {where} I showed the team "
            "that {percent}% of those who gave up did so on one page, and I said what the data "
            "could not tell: whether they came back by phone. We asked {team} of them. The page "
            "was changed in {weeks} weeks, and before it went live we had agreed how we would "
            "know that it worked."
        ),
    ),
    "leadership": (
        (
            "At {where} I led {team} teams and a contract that cost more each year. I ended it "
            "on its last day: for {weeks} months we had moved one system after the other, the "
            "easiest first, and hired people to run them. We spend {percent}p now where we spent "
            "a pound, and {many},000 people noticed nothing. I published what it cost, including "
            "the part that went wrong."
        ),
        (
            "When I came to {where}, nobody there could say which services we ran. I asked "
            "{team} people who answered the phones and made a list of 118. We closed 30, and for "
            "each of the others one person now answers. I stopped two projects in {weeks} weeks, "
            "which was not popular, and I told the board in writing why. {percent}% of staff say "
            "that they know what we are trying to do."
        ),
        (
            "I built the first digital team of {where}. I hired {team} people, from other trades "
            "as often as not, and sat with them rather than on another floor. The first service "
            "took {weeks} weeks and replaced a form that {many},000 people had posted. Policy "
            "and operations worked in the same room. {percent}% of people use it by choice, and "
            "two other bodies have copied how we work."
        ),
    ),
}
# What kind of work each level is, by its slug; any other is a kind of product work.
KIND_OF_LEVEL = {
    "delivery-manager": "delivery",
    "agile-coach": "delivery",
    "user-researcher": "research",
    "senior-user-researcher": "research",
    "designer": "design",
    "interaction-designer": "design",
    "content-designer": "content",
    "technical-writer": "content",
    "developer": "development",
    "senior-developer": "development",
    "lead-developer": "development",
    "senior-frontend-developer": "development",
    "technical-architect": "development",
    "data-analyst": "data",
    "senior-performance-analyst": "data",
    "technology-lead": "leadership",
    "chief-technology-officer": "leadership",
    "chief-digital-officer": "leadership",
    "head-of-business-it": "leadership",
    "head-of-policy-and-performance": "leadership",
}
