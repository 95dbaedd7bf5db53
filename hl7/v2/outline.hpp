#pragma once

#include "hl7/v2/message.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace pps::hl7::v2 {

/// The two messages of the profile.
enum class structure { unknown, oru, mdm };

/// What a CREATEUR asks for. The volet's words: transmission initiale, remplacement, suppression.
enum class request_kind { unknown, initial, replacement, deletion };

/// A group OBSERVATION (ORU) or OBXNTE (MDM).
struct observation {
    segment obx;
    std::vector<segment> participants;  ///< PRT
    std::vector<segment> notes;         ///< NTE
};

/// The segments of a request by their part. What is absent is a false segment.
struct outline {
    v2::structure structure = structure::unknown;
    segment msh, evn, pid, pv1, orc, obr, txa;
    std::vector<observation> documents;  ///< OBX that carry a document, in order.
    std::vector<observation> controls;   ///< Every other OBX, in order.
};

/// Never fails: what the profile misses is what check_profile() finds.
outline outline_of(const message& m);

/// Kinds by their four signs (volet 2.1, evenements-declenchants): one row each.
struct request_row {
    request_kind kind;
    std::string_view order_control;    ///< ORC-1
    std::string_view document_status;  ///< OBX-11 of the document
    std::string_view mdm_event;        ///< MSH-9.2 in MDM
};
inline constexpr request_row requests[] = {
    {request_kind::initial, "NW", "F", "T02"},
    {request_kind::replacement, "RO", "C", "T10"},
    {request_kind::deletion, "CA", "D", "T04"},
};
request_kind request_by_order_control(std::string_view orc1) noexcept;

/// Control metadata in their order (volet 2.1, meta-dmp-mss). The flags are Y or N, the bodies of mails are
/// ED.
enum class control : std::size_t {
    masque_ps,
    invisible_patient,
    invisible_rep_legaux,
    connexion_secrete,
    modif_conf_code,
    destdmp,
    destmssanteps,
    destmssantepat,
    ack_reception,
    ack_lecture_mss,
    corpsmail_ps,
    corpsmail_patient,
};
inline constexpr std::size_t required_controls = 10;

struct control_row {
    control id;
    std::string_view code;
    std::string_view label;
};
inline constexpr control_row controls[] = {
    {control::masque_ps, "MASQUE_PS", "Masqué aux professionnels de Santé"},
    {control::invisible_patient, "INVISIBLE_PATIENT", "Document Non Visible par le patient"},
    {control::invisible_rep_legaux, "INVISIBLE_REP_LEGAUX",
     "Non visible par les représentants Légaux du patient"},
    {control::connexion_secrete, "CONNEXION_SECRETE", "Connexion Secrete"},
    {control::modif_conf_code, "MODIF_CONF_CODE", "Modification Confidentiality Code"},
    {control::destdmp, "DESTDMP", "Destinataire DMP"},
    {control::destmssanteps, "DESTMSSANTEPS",
     "Destinataire (Professionnel de Santé, organisation ou BAL applicative)"},
    {control::destmssantepat, "DESTMSSANTEPAT", "Destinataire Patient"},
    {control::ack_reception, "ACK_RECEPTION", "Accusé de réception"},
    {control::ack_lecture_mss, "ACK_LECTURE_MSS", "Accusé de lecture"},
    {control::corpsmail_ps, "CORPSMAIL_PS", "Corps du mail pour un PS"},
    {control::corpsmail_patient, "CORPSMAIL_PATIENT", "Corps du mail pour le patient"},
};
/// The row of an OBX-3.1; null when the table has none.
const control_row* control_by_code(std::string_view code) noexcept;

/// OBX-3.3 of the control metadata.
inline constexpr std::string_view control_system = "MetaDMPMSS";

/// The flags that say Y: one bit a control.
class control_flags {
  public:
    bool operator[](control id) const noexcept { return (bits_ >> static_cast<std::size_t>(id) & 1U) != 0; }
    void set(control id) noexcept { bits_ |= 1U << static_cast<std::size_t>(id); }
    bool operator==(const control_flags&) const = default;

  private:
    unsigned bits_ = 0;
};
control_flags flags_of(const outline& o);

/// The value of an element without the spaces that senders pad with.
std::string_view value_of(const element& e) noexcept;

}  // namespace pps::hl7::v2
