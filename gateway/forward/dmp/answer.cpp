#include "gateway/forward/dmp/answer.hpp"

#include "gateway/forward/dmp/mtom.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace pps::gateway::dmp {
namespace {

constexpr std::size_t largest_answer = 50'000'000;  // dmp-wire §4.4, limit of the official sample code
constexpr int deepest = 100;
constexpr std::size_t most_codes = 32;
constexpr std::size_t most_documents = 1000;

constexpr std::string_view soap_namespace = "http://www.w3.org/2003/05/soap-envelope";
constexpr std::string_view addressing_namespace = "http://www.w3.org/2005/08/addressing";
constexpr std::string_view rs_namespace = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
constexpr std::string_view rim_namespace = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
constexpr std::string_view query_namespace = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
constexpr std::string_view unique_id_scheme = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";

constexpr std::string_view partial_success = "urn:ihe:iti:2007:ResponseStatusType:PartialSuccess";

struct status_row {
    std::string_view status;
    answer_kind kind;
    std::string_view source;
};

constexpr std::array status_rows{
    status_row{"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success", answer_kind::success,
               "dmp-wire §4.1"},
    status_row{"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure", answer_kind::failure,
               "dmp-wire §4.1"},
    status_row{partial_success, answer_kind::failure, "dmp-wire §4.1"},
};

std::string_view local_name(std::string_view qualified) noexcept {
    const std::size_t colon = qualified.find(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

std::string_view namespace_of(pugi::xml_node element) {
    const std::string_view name = element.name();
    const std::size_t colon = name.find(':');
    std::string declaration = "xmlns";
    if (colon != std::string_view::npos) declaration.append(":").append(name.substr(0, colon));
    for (; element; element = element.parent())
        if (const auto found = element.attribute(declaration.c_str())) return found.value();
    return {};
}

bool is(pugi::xml_node node, std::string_view name_space, std::string_view name) {
    return node.type() == pugi::node_element && local_name(node.name()) == name &&
           namespace_of(node) == name_space;
}

pugi::xml_node next(pugi::xml_node sibling, std::string_view name_space, std::string_view name) {
    for (sibling = sibling.next_sibling(); sibling; sibling = sibling.next_sibling())
        if (is(sibling, name_space, name)) return sibling;
    return {};
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name_space, std::string_view name) {
    const pugi::xml_node first = parent.first_child();
    return is(first, name_space, name) ? first : next(first, name_space, name);
}

bool token_character(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':' || c == '-';
}

/// `text` when it is a token of at most `longest` characters, else "".
std::string token(std::string_view text, std::size_t longest) {
    if (text.size() > longest || !std::all_of(text.begin(), text.end(), token_character)) return {};
    return std::string{text};
}

/// A code ends up in logs and in answers to platforms, and the DMP's text is not ours: only a short token
/// passes. It begins with a letter and has no long run of digits, so that no patient identifier can pass for
/// a code.
std::string code_token(std::string_view text) {
    constexpr int longest_number = 6;
    std::string out = token(text, 64);
    int digits = 0;
    for (const char c : out) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits > longest_number) return {};
    }
    const char first = out.empty() ? '0' : out.front();
    return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') ? out : std::string{};
}

void add_code(answer& out, std::string_view text) {
    std::string code = code_token(text);
    if (!code.empty() && out.codes.size() < most_codes) out.codes.push_back(std::move(code));
}

/// Errors before warnings, otherwise in the order of the answer.
void read_errors(pugi::xml_node response, answer& out) {
    const pugi::xml_node list = child(response, rs_namespace, "RegistryErrorList");
    for (const bool warnings : {false, true}) {
        pugi::xml_node error = child(list, rs_namespace, "RegistryError");
        for (; error; error = next(error, rs_namespace, "RegistryError")) {
            const std::string_view severity = error.attribute("severity").value();
            if (severity.ends_with("Warning") == warnings)
                add_code(out, error.attribute("errorCode").value());
        }
    }
}

std::string slot_value(pugi::xml_node object, std::string_view name) {
    pugi::xml_node slot = child(object, rim_namespace, "Slot");
    for (; slot; slot = next(slot, rim_namespace, "Slot")) {
        if (slot.attribute("name").value() != name) continue;
        const auto value = child(child(slot, rim_namespace, "ValueList"), rim_namespace, "Value");
        return token(value.text().get(), 128);
    }
    return {};
}

std::int64_t number(std::string_view text) {
    std::int64_t value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value >= 0 ? value : -1;
}

/// "urn:uuid:…" or nothing: it is kept in clear.
std::string uuid_urn(std::string_view text) {
    constexpr std::string_view prefix = "urn:uuid:";
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (!text.starts_with(prefix) || text.size() != prefix.size() + form.size()) return {};
    for (std::size_t i = 0; i < form.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[prefix.size() + i]);
        if (form[i] == '-' ? c != '-' : std::isxdigit(c) == 0) return {};
    }
    return std::string{text};
}

registered_document read_document(pugi::xml_node object) {
    registered_document out;
    out.entry_uuid = uuid_urn(object.attribute("id").value());
    out.status = token(object.attribute("status").value(), 128);
    out.version = token(child(object, rim_namespace, "VersionInfo").attribute("versionName").value(), 64);
    out.hash = slot_value(object, "hash");
    out.size = number(slot_value(object, "size"));
    pugi::xml_node id = child(object, rim_namespace, "ExternalIdentifier");
    for (; id; id = next(id, rim_namespace, "ExternalIdentifier"))
        if (id.attribute("identificationScheme").value() == unique_id_scheme)
            out.unique_id = token(id.attribute("value").value(), 128);
    return out;
}

void read_documents(pugi::xml_node response, answer& out) {
    const pugi::xml_node list = child(response, rim_namespace, "RegistryObjectList");
    pugi::xml_node object = child(list, rim_namespace, "ExtrinsicObject");
    for (; object && out.documents.size() < most_documents;
         object = next(object, rim_namespace, "ExtrinsicObject"))
        out.documents.push_back(read_document(object));
}

void read_fault(pugi::xml_node fault, answer& out) {
    out.kind = answer_kind::fault;
    const pugi::xml_node code = child(fault, soap_namespace, "Code");
    // The deepest subcode is the most precise; the code of SOAP itself only counts without any.
    std::string_view most_precise = child(code, soap_namespace, "Value").text().get();
    out.server_fault = local_name(most_precise) == "Receiver";
    pugi::xml_node subcode = child(code, soap_namespace, "Subcode");
    for (; subcode; subcode = child(subcode, soap_namespace, "Subcode"))
        if (const auto value = child(subcode, soap_namespace, "Value")) most_precise = value.text().get();
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = most_precise.find_first_not_of(blank);
    if (first == std::string_view::npos) return;
    most_precise = most_precise.substr(first, most_precise.find_last_not_of(blank) - first + 1);
    add_code(out, local_name(most_precise));
}

void read_response(pugi::xml_node response, answer& out) {
    const std::string_view status = response.attribute("status").value();
    const auto row = std::find_if(status_rows.begin(), status_rows.end(),
                                  [&](const status_row& candidate) { return candidate.status == status; });
    if (row == status_rows.end()) return;
    // A success that HTTP contradicts proves nothing.
    if (row->kind == answer_kind::success && out.http_status != 200) return;
    out.kind = row->kind;
    out.partial = status == partial_success;
    read_errors(response, out);
    read_documents(response, out);
}

/// Walks without recursion: a hostile depth must not use the stack.
bool bounded(pugi::xml_node root) {
    int depth = 0;
    for (pugi::xml_node node = root; node;) {
        if (node.type() == pugi::node_doctype || depth > deepest) return false;
        if (node.first_child()) {
            node = node.first_child();
            ++depth;
            continue;
        }
        while (node != root && !node.next_sibling()) {
            node = node.parent();
            --depth;
        }
        if (node == root) return true;
        node = node.next_sibling();
    }
    return true;
}

bool is_xml(std::string_view media_type) {
    return media_type == "application/soap+xml" || media_type == "application/xop+xml" ||
           media_type == "application/xml" || media_type == "text/xml";
}

/// The XML inside an answer; nullopt when it announces something else.
std::optional<std::string_view> xml_of(std::string_view content_type, std::string_view body) {
    const std::string media_type = media_type_of(content_type);
    if (media_type == "multipart/related") return root_part(content_type, body);
    if (is_xml(media_type)) return body;
    return std::nullopt;
}

}  // namespace

answer read_answer(int http_status, std::string_view content_type, std::string_view body) {
    answer out;
    out.http_status = http_status;
    out.kind = http_status == 200 ? answer_kind::unreadable : answer_kind::http_error;
    if (body.size() > largest_answer) return out;
    const auto xml = xml_of(content_type, body);
    if (!xml) return out;
    // pugixml never expands entities of a DTD nor fetches anything; a DTD is kept as a node to be refused.
    pugi::xml_document document;
    constexpr unsigned int flags = pugi::parse_default | pugi::parse_doctype;
    if (!document.load_buffer(xml->data(), xml->size(), flags) || !bounded(document)) return out;

    const pugi::xml_node envelope = child(document, soap_namespace, "Envelope");
    const pugi::xml_node soap_body = child(envelope, soap_namespace, "Body");
    if (!soap_body) return out;
    out.kind = answer_kind::unreadable;
    const pugi::xml_node header = child(envelope, soap_namespace, "Header");
    out.relates_to = token(child(header, addressing_namespace, "RelatesTo").text().get(), 128);
    if (const auto fault = child(soap_body, soap_namespace, "Fault")) {
        read_fault(fault, out);
    } else if (const auto registered = child(soap_body, rs_namespace, "RegistryResponse")) {
        read_response(registered, out);
    } else if (const auto found = child(soap_body, query_namespace, "AdhocQueryResponse")) {
        read_response(found, out);
    }
    return out;
}

}  // namespace pps::gateway::dmp
