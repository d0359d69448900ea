"""What the work of each level takes, in the words of an advert: invented, by the level's slug."""

from __future__ import annotations

CRITERIA: dict[str, tuple[str, ...]] = {
    "service-owner": (
        "You have answered for a live service from end to end: its quality, its cost, its safety.",
        "You decide what comes next from evidence, and can show how.",
        "You bring policy, operations and technology to one plan.",
    ),
    "product-manager": (
        "You have taken a product from an idea to live.",
        "You choose what to build from what research and data show.",
    ),
    "head-of-product": (
        "You have led product managers in several teams at once.",
        "You have moved people from an old product to a new one without losing any.",
    ),
    "delivery-manager": (
        "You help teams deliver regularly, and know which agile method to use when.",
        "You remove what is in a team's way, also outside the team.",
    ),
    "agile-coach": (
        "You have coached teams and their leaders in agile ways of working.",
        "You leave teams able to go on without you.",
    ),
    "business-analyst": (
        "You turn rules and processes into something that everybody can follow.",
        "You find out what is behind a request before it becomes a requirement.",
    ),
    "user-researcher": (
        "You plan and run research with users, and choose the method that fits the question.",
        "You make findings that a team acts on.",
    ),
    "senior-user-researcher": (
        "You have led research on a service from discovery to live.",
        "You include people who cannot use the service today.",
        "You help others to do research well.",
    ),
    "designer": (
        "You design with prototypes, in code where it helps.",
        "You design for people who use assistive technology, from the start.",
    ),
    "interaction-designer": (
        "You design complicated forms so that people get them right the first time.",
        "You test your designs with users and change them by what you see.",
    ),
    "content-designer": (
        "You write for people in a hurry, and test what you write with them.",
        "You use evidence to change or remove content.",
    ),
    "technical-writer": (
        "You write documents that developers can follow without asking.",
        "You read code well enough to try what you describe.",
    ),
    "developer": (
        "You build, test and run software that many people depend on.",
        "You review others' code so that they learn.",
    ),
    "senior-developer": (
        "You have built and run services that others depend on.",
        "You write tests first where it helps, and repair what you find broken.",
    ),
    "lead-developer": (
        "You have led developers and still write code yourself.",
        "You have run services that must not stop, and know what to do when one does.",
        "You agree technical decisions with other teams and write them down.",
    ),
    "senior-frontend-developer": (
        "You build pages that work without scripts, on old phones and with screen readers.",
        "You measure how fast pages are for people with a slow connection.",
    ),
    "technical-architect": (
        "You find the simplest design that is safe, and explain it in plain words.",
        "You have planned the end of an old system.",
    ),
    "data-analyst": (
        "You turn raw data into numbers that people can rely on.",
        "You say what a number does not mean.",
    ),
    "senior-performance-analyst": (
        "You show where people drop out of a service, and why.",
        "You agree with a team what success is before you measure it.",
    ),
    "technology-lead": (
        "You have led engineers across several services.",
        "You have replaced suppliers with a team of your own.",
    ),
    "chief-technology-officer": (
        "You have answered for the technology of a large organisation.",
        "You spend public money on technology as if it were your own.",
    ),
    "service-manager-scs": (
        "You have led a service that many people use, with the power to decide.",
        "You are measured by what users say of it.",
    ),
    "head-of-business-it": (
        "You have run the technology that staff use every day.",
        "You have ended a large contract on time.",
    ),
    "chief-digital-officer": (
        "You have changed how an organisation serves the public, not only its website.",
        "You have built digital teams where there were none.",
    ),
    "head-of-policy-and-performance": (
        "You bring policy and performance data to one table.",
        "You have published figures that were not flattering.",
    ),
}
