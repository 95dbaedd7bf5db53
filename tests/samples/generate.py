#!/usr/bin/env python3
"""Makes many distinct documents out of one sample, for load and endurance tests.

Each has its own document id, setId and patient (a valid INS of the test domain, with the birth date, sex and place
of birth that it says), and is lengthened to the wanted size by follow-up appointments: rows of the narrative and the
coded entries that go with them. The same template, index, size and seed always give the same bytes.
"""

import argparse
import random
import re
import sys
import uuid
from pathlib import Path

DOCUMENT_ROOT = "1.2.250.1.999.7.100"
SET_ROOT = "1.2.250.1.999.7.200"
TEST_INS_ROOT = "1.2.250.1.213.1.4.10"
MAX_SEED = 2**31

FAMILIES = ["AULNAIE", "BRUYERE", "CHATAIGNE", "DOUVE", "ESTRAN", "FOUGERE", "GENET", "HOULE", "JONC", "LANDE"]
FEMALE = ["ALBANE", "BLANCHE", "CLOTHILDE", "EDMEE", "FLAVIE"]
MALE = ["AMBROISE", "BAPTISTE", "CORENTIN", "EVRARD", "FIRMIN"]
COMMUNES = ["49007", "35238", "44109", "53130", "72181", "85191", "29019", "56260", "2A004", "2B033"]
FIRST_YEAR, YEARS = 1935, 70
PATIENTS = 2 * YEARS * 12 * len(COMMUNES) * 999
STEP = 7919  # Prime, so coprime to PATIENTS: spreads neighbouring indexes over ages and places.

APPOINTMENTS = [
    ("11429006", "consultation", "2.16.840.1.113883.6.96", "SNOMED CT"),
    ("MED-091", "Examen de biologie", "1.2.250.1.213.1.1.4.322", "TA_ASIP"),
    ("MED-092", "Examen d’imagerie médicale", "1.2.250.1.213.1.1.4.322", "TA_ASIP"),
]
ADVICE = [
    "Apporter les derniers résultats et la liste des traitements en cours.",
    "Prévenir le secrétariat la veille en cas d’empêchement.",
    "Signaler toute fièvre, tout amaigrissement ou toute douleur nouvelle.",
    "La présence d’un proche est possible pendant l’entretien.",
    "Le transport est prescrit, la convocation sert de justificatif.",
    "Poursuivre l’activité physique adaptée entre deux rendez-vous.",
    "Le compte rendu est adressé au médecin traitant dans la semaine.",
    "Il n’est pas nécessaire d’être à jeun.",
]


def ins_with_key(thirteen):
    """The INS of 15 characters whose first thirteen are given (2A and 2B allowed): key = 97 - (n mod 97)."""
    if not re.fullmatch(r"\d{5}(?:\d\d|2[AB])\d{6}", thirteen):
        raise ValueError("thirteen characters of an INS are wanted")
    number = int(thirteen.replace("2A", "19").replace("2B", "18"))
    return f"{thirteen}{97 - number % 97:02d}"


def _patient(index, seed):
    """Distinct for distinct indexes of one seed."""
    n = (index * STEP + seed * 104729) % PATIENTS
    n, sex = divmod(n, 2)
    n, year = divmod(n, YEARS)
    n, month = divmod(n, 12)
    order, commune = divmod(n, len(COMMUNES))
    year, month, place = FIRST_YEAR + year, month + 1, COMMUNES[commune]
    return {
        "ins": ins_with_key(f"{sex + 1}{year % 100:02d}{month:02d}{place}{order + 1:03d}"),
        "female": sex == 1,
        "birth": f"{year}{month:02d}{order % 28 + 1:02d}",
        "place": place,
        "family": f"{FAMILIES[order % len(FAMILIES)]}-FICTIF",
        "given": (FEMALE if sex == 1 else MALE)[order % 5],
    }


def _once(pattern, replacement, text, what):
    """Replaces the first match, which must exist."""
    changed, count = re.subn(pattern, replacement, text, count=1)
    if count != 1:
        raise ValueError(f"the template has no {what}")
    return changed


def _setting(**attributes):
    """A replacement that sets attributes of the start tag that was matched."""

    def replace(match):
        tag = match.group(0)
        for name, value in attributes.items():
            tag = re.sub(rf'(\s{name}=)"[^"]*"', lambda found, value=value: f'{found.group(1)}"{value}"', tag)
        return tag

    return replace


def _with_patient(text, patient):
    end = re.search(r"</(?:\w+:)?recordTarget>", text)
    if not end:
        raise ValueError("the template has no recordTarget")
    head, tail = text[:end.start()], text[end.start():]
    ins_id = rf'<(?:\w+:)?id\b[^>]*\sroot="{re.escape(TEST_INS_ROOT)}"[^>]*>'
    sex = {"code": "F", "displayName": "Féminin"} if patient["female"] else {"code": "M", "displayName": "Masculin"}
    head = _once(ins_id, _setting(extension=patient["ins"]), head, "INS of the test domain")
    head = _once(r"<(?:\w+:)?birthTime\b[^>]*>", _setting(value=patient["birth"]), head, "birthTime")
    head = _once(r"<(?:\w+:)?administrativeGenderCode\b[^>]*>", _setting(**sex), head, "administrativeGenderCode")
    head = _once(r"(<(?:\w+:)?county>)[^<]*", lambda match: match.group(1) + patient["place"], head, "county")
    # The names that come before the gender are the patient's own; those after it are a representative's.
    gender = re.search(r"<(?:\w+:)?administrativeGenderCode\b", head).start()
    own, rest = head[:gender], head[gender:]
    for element in ("family", "given"):
        own = re.sub(rf"(<(?:\w+:)?{element}\b[^>]*>)[^<]*", lambda match: match.group(1) + patient[element], own)
    return own + rest + tail


class _Padding:
    """Follow-up appointments: rows for the narrative, entries for the section."""

    def __init__(self, prefix, seed_text):
        self.prefix = prefix
        self.random = random.Random(seed_text)
        self.rows, self.entries = [], []

    def _tags(self, fragment):
        return re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{self.prefix}", fragment)

    def add(self, number):
        code, display, system, system_name = APPOINTMENTS[number % len(APPOINTMENTS)]
        month, day = number % 12 + 1, self.random.randint(1, 28)
        date = f"{2026 + number // 12 % 60}{month:02d}{day:02d}"
        ident = f"rendez-vous-{number + 1}"
        advice = " ".join(self.random.sample(ADVICE, 4))
        root = str(uuid.UUID(int=self.random.getrandbits(128), version=4)).upper()
        planned = str(uuid.UUID(int=self.random.getrandbits(128), version=4)).upper()
        self.rows.append(self._tags(f"""
<tr>
 <td styleCode="Bold"><content ID="{ident}">{display[0].upper()}{display[1:]} n° {number + 1}</content></td>
 <td>{day:02d}/{month:02d}/{date[:4]}</td>
 <td><content ID="{ident}-commentaire">{advice}</content></td>
</tr>"""))
        period = f'<effectiveTime><low value="{date}"/><high value="{date}"/></effectiveTime>'
        cd = 'xsi:type="c:CD"' if self.prefix == "c:" else 'xsi:type="CD"'
        self.entries.append(self._tags(f"""<entry>
 <procedure classCode="PROC" moodCode="INT" negationInd="false">
  <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.19"/>
  <templateId root="2.16.840.1.113883.10.20.1.25"/>
  <templateId root="1.2.250.1.213.1.1.3.62"/>
  <id root="{root}"/>
  <code code="MED-571" displayName="Suivi" codeSystem="1.2.250.1.213.1.1.4.322" codeSystemName="TA_ASIP">
   <qualifier>
    <value code="{code}" displayName="{display}" codeSystem="{system}" codeSystemName="{system_name}"/>
   </qualifier>
  </code>
  <text><reference value="#{ident}"/></text>
  <statusCode code="completed"/>
  <effectiveTime nullFlavor="UNK"/>
  <entryRelationship typeCode="COMP" inversionInd="false">
   <observation classCode="OBS" moodCode="EVN">
    <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.13"/>
    <templateId root="1.2.250.1.213.1.1.3.48"/>
    <id root="{planned}"/>
    <code code="GEN-177" displayName="Date(s) prévisionnelle(s)" codeSystem="1.2.250.1.213.1.1.4.322"/>
    <text><reference value="#{ident}"/></text>
    <statusCode code="completed"/>
    {period}
    <value {cd} nullFlavor="NA"/>
   </observation>
  </entryRelationship>
  <entryRelationship typeCode="SUBJ" inversionInd="true">
   <act classCode="ACT" moodCode="EVN">
    <templateId root="2.16.840.1.113883.10.20.1.40"/>
    <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.2"/>
    <templateId root="1.2.250.1.213.1.1.3.32"/>
    <code code="48767-8" displayName="Commentaire" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>
    <text><reference value="#{ident}-commentaire"/></text>
    <statusCode code="completed"/>
   </act>
  </entryRelationship>
 </procedure>
</entry>
"""))

    def drop_last(self):
        self.rows.pop()
        self.entries.pop()

    def narrative(self, note):
        """Ends in a note of exactly the given text: what brings a document to its size."""
        table = ""
        if self.rows:
            head = self._tags('<br/>\n<table border="0" ID="rendez-vous">\n<thead><tr><th colspan="3">'
                              "Calendrier des rendez-vous</th></tr></thead>\n<tbody>")
            table = head + "".join(self.rows) + self._tags("\n</tbody>\n</table>\n")
        return table + (self._tags("<paragraph>") + note + self._tags("</paragraph>\n") if note else "")


def _padded(text, size, seed_text):
    """The text lengthened to exactly `size` bytes of UTF-8; as it is when it is that long already."""
    missing = size - len(text.encode())
    if missing <= 0:
        return text
    programme = text.find('code="MED-566"')
    narrative = re.compile(r"</(\w+:)?text>").search(text, programme) if programme >= 0 else None
    section = re.compile(r"</(?:\w+:)?section>").search(text, narrative.end()) if narrative else None
    if not section:
        raise ValueError("the template has no therapeutic programme to lengthen")
    padding = _Padding(narrative.group(1) or "", seed_text)

    def length(note=""):
        return len((padding.narrative(note) + "".join(padding.entries)).encode())

    count, used = 0, 0
    while used <= missing:
        padding.add(count)
        count += 1
        # The last row and entry tell the step: measuring everything each time would be quadratic.
        used = length() if count == 1 else used + len((padding.rows[-1] + padding.entries[-1]).encode())
    padding.drop_last()
    left = missing - length()
    note = ""
    frame = length("-") - length() - 1
    if left > frame:
        sentences = "Ce calendrier peut changer ; la convocation fait foi. " * (left // 50 + 2)
        note = sentences[:left - frame].rstrip()
        note += "." * (left - frame - len(note))
    return (text[:narrative.start()] + padding.narrative(note) + text[narrative.start():section.start()]
            + "".join(padding.entries) + text[section.start():] + ("\n" * (size - len(text.encode()) - length(note))))


def make(template_bytes, index, size=None, seed=0):
    """A document made of the template: distinct id, setId and patient for each index of a seed.

    `size` is in bytes; a template that is longer already is not shortened. Raises ValueError for a template
    that is not a first version with a test INS, or that has no therapeutic programme when it must be lengthened.
    """
    if not 0 <= index < PATIENTS or not 0 <= seed < MAX_SEED:
        raise ValueError("index or seed out of range")
    text = template_bytes.decode("utf-8")
    if re.search(r"<(?:\w+:)?relatedDocument\b", text):
        raise ValueError("the template replaces another document")
    if not re.search(r'<(?:\w+:)?versionNumber\s+value="1"', text):
        raise ValueError("the template is not a first version")
    text = _once(r"<(?:\w+:)?id\b[^>]*>", _setting(root=f"{DOCUMENT_ROOT}.{seed}.{index + 1}"), text, "id")
    text = _once(r"<(?:\w+:)?setId\b[^>]*>", _setting(root=f"{SET_ROOT}.{seed}.{index + 1}"), text, "setId")
    text = _with_patient(text, _patient(index, seed))
    if size is not None:
        text = _padded(text, size, f"{seed}/{index}")
    return text.encode("utf-8")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--template", type=Path, required=True, help="a sample of a first version")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--size", type=int, help="bytes of each document (as it comes when left out)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="folder; made when missing")
    options = parser.parse_args(arguments)
    template = options.template.read_bytes()
    options.out.mkdir(parents=True, exist_ok=True)
    for index in range(options.count):
        document = make(template, index, options.size, options.seed)
        (options.out / f"{options.seed}-{index + 1:06d}.xml").write_bytes(document)
    print(f"{options.count} documents in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
