"""HL7 v2 requests of a CREATEUR around a CDA (volet CI-SIS "Transmission d'un document CDA-R2 en HL7v2" 2.1)."""

import base64
import itertools

from harness import HL7, clinical_document, unique_id_of

_controls = itertools.count(1)

FLAGS = ("MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REP_LEGAUX", "CONNEXION_SECRETE", "MODIF_CONF_CODE", "DESTDMP",
         "DESTMSSANTEPS", "DESTMSSANTEPAT", "ACK_RECEPTION", "ACK_LECTURE_MSS")
LABELS = {"MASQUE_PS": "Masqué aux professionnels de Santé", "INVISIBLE_PATIENT": "Document Non Visible par le patient",
          "INVISIBLE_REP_LEGAUX": "Non visible par les représentants Légaux du patient",
          "CONNEXION_SECRETE": "Connexion Secrete", "MODIF_CONF_CODE": "Modification Confidentiality Code",
          "DESTDMP": "Destinataire DMP",
          "DESTMSSANTEPS": "Destinataire (Professionnel de Santé, organisation ou BAL applicative)",
          "DESTMSSANTEPAT": "Destinataire Patient", "ACK_RECEPTION": "Accusé de réception",
          "ACK_LECTURE_MSS": "Accusé de lecture"}
EVENTS = {"initial": ("T02", "NW", "F"), "replace": ("T10", "RO", "C"), "delete": ("T04", "CA", "D")}


def control_id():
    return f"PDL-{next(_controls):06d}"


def patient_segment(document):
    role = clinical_document(document).find(f"{HL7}recordTarget/{HL7}patientRole")
    ids = []
    for one in role.findall(f"{HL7}id"):
        ins = one.get("root").startswith("1.2.250.1.213.1.4.")
        name, kind = ("ASIP-SANTE-INS-NIR", "INS") if ins else ("PLATEFORME", "PI")
        ids.append(f"{one.get('extension')}^^^{name}&{one.get('root')}&ISO^{kind}")
    person = role.find(f"{HL7}patient")
    family = person.find(f"{HL7}name/{HL7}family").text
    given = person.find(f"{HL7}name/{HL7}given").text
    born = person.find(f"{HL7}birthTime").get("value")
    sex = person.find(f"{HL7}administrativeGenderCode").get("code")
    first = given.split()[0]
    return (f"PID|||{'~'.join(ids)}||{family}^{first}^{given}^^^^L||{born}|{sex}|" + "|" * 23 + "VALI\r"
            "PV1|1|O" + "|" * 17 + "000897406^^^PLATEFORME&1.2.250.1.999.7.8&ISO^VN\r")


def controls(kind, on):
    segments = ""
    for rank, code in enumerate(FLAGS, 2):
        value = "Y" if code in on else "N"
        segments += f"OBX|{rank}|{kind}|{code}^{LABELS[code]}^MetaDMPMSS||{value}^^expandedYes-NoIndicator||||||F\r"
    return segments


SENDER = ("PRT||UC||SB^Send by^participation|810000000017^LANDE-FICTIF^Corentin^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO"
          "^D^^^IDNPS|||CENTRE FICTIF^^^^^ASIP-SANTE-ST&1.2.250.1.71.4.2.2&ISO^FINEG^^^499999993\r")


def sent_by(person="", device="", structure="499999993"):
    """PRT SB of a professional (PS_IdNat) or a device, in a structure (FINESS)."""
    who = f"{person}^LANDE-FICTIF^Corentin^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS" if person else ""
    return (f"PRT||UC||SB^Send by^participation|{who}|||CENTRE FICTIF^^^^^ASIP-SANTE-ST&1.2.250.1.71.4.2.2&ISO^FINEG"
            f"^^^{structure}||{device}\r")


RECIPIENT = ("PRT||UC||RCT^Result Copies To^participation|810000000025^FICTIF^Blaise^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO"
             "^D^^^IDNPS||||||||||^^X.400^blaise.fictif@exemple.mssante.fr\r")


def type_of(document):
    code = clinical_document(document).find(f"{HL7}code")
    return f"{code.get('code')}^{code.get('displayName', 'document')}^LN"


def mdm(document, what="initial", replaces=None, on=("DESTDMP",), control=None, processing="T",
        recipient=False, sender=SENDER):
    event, order, status = EVENTS[what]
    code = type_of(document)
    ids = unique_id_of(document) + (f"|{replaces}" if replaces else "|")
    data = base64.b64encode(document).decode()
    return (f"MSH|^~\\&|DCC-PDL|GRADeS|PFI|GATEWAY|20260301093000||MDM^{event}^MDM_T02|{control or control_id()}|{processing}|2.6"
            "|||||FRA|UNICODE UTF-8|||2.1^CISIS_CDA_HL7_V2\r"
            f"EVN||20260301093000\r{patient_segment(document)}ORC|{order}\rOBR|1|||{code}\r"
            f"TXA|1|{code.split('^')[0]}|TEXT|20260301093000||||||||{ids}||||AU\r"
            f"OBX|1|ED|{code}||^text^XML^Base64^{data}||||||{status}\r{sender}{RECIPIENT if recipient else ''}{controls('CWE', on)}").encode()


def oru(document, what="initial", on=("DESTDMP",), control=None, processing="T", sender=SENDER):
    _, order, status = EVENTS[what]
    code = type_of(document)
    data = base64.b64encode(document).decode()
    return (f"MSH|^~\\&|DCC-PDL|GRADeS|PFI|GATEWAY|20260301093000||ORU^R01^ORU_R01|{control or control_id()}|{processing}|2.5"
            "|||||FRA|UNICODE UTF-8|||2.1^CISIS_CDA_HL7_V2\r"
            f"{patient_segment(document)}ORC|{order}\rOBR|1|||{code}\r"
            f"OBX|1|ED|{code}||^TEXT^XML^Base64^{data}||||||{status}\r{sender}{controls('CE', on)}").encode()


def fields(message, segment):
    """The fields of the first segment of that name; [1] is its first field."""
    for line in message.decode().split("\r"):
        if line.startswith(segment + "|"):
            return line.split("|")
    return []


def verdict(answer):
    """MSA-1 of an ACK."""
    return fields(answer, "MSA")[1]
