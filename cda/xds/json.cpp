#include "cda/xds/from_cda.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <utility>

namespace pps::cda::xds {
namespace {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;
using rapidjson::Value;

// The stored form is these rows: key and member, once for writing and for reading.
template <class Owner, class Member>
struct field {
    const char* key;
    Member Owner::*member;
};

template <class Owner>
using text = field<Owner, std::string>;

constexpr std::array<text<coded>, 3> coded_texts{
    {{"code", &coded::code}, {"scheme", &coded::scheme}, {"display", &coded::display}}};

constexpr std::array<text<author>, 5> author_texts{{
    {"person", &author::person},
    {"role", &author::role},
    {"specialty", &author::specialty},
    {"institution", &author::institution},
    {"institution_id", &author::institution_id},
}};

constexpr std::array<text<submitter>, 6> submitter_texts{{
    {"person", &submitter::person},
    {"family", &submitter::family},
    {"given", &submitter::given},
    {"device", &submitter::device},
    {"structure_id", &submitter::structure_id},
    {"specialty", &submitter::specialty},
}};

constexpr std::array<text<document_entry>, 13> entry_texts{{
    {"unique_id", &document_entry::unique_id},
    {"set_id", &document_entry::set_id},
    {"mime_type", &document_entry::mime_type},
    {"title", &document_entry::title},
    {"language", &document_entry::language},
    {"creation_time", &document_entry::creation_time},
    {"service_start", &document_entry::service_start},
    {"service_stop", &document_entry::service_stop},
    {"legal_authenticator", &document_entry::legal_authenticator},
    {"ins", &document_entry::ins},
    {"ins_root", &document_entry::ins_root},
    {"patient_id", &document_entry::patient_id},
    {"source_patient_id", &document_entry::source_patient_id},
}};

constexpr std::array<field<document_entry, coded>, 5> entry_codes{{
    {"type_code", &document_entry::type_code},
    {"class_code", &document_entry::class_code},
    {"format_code", &document_entry::format_code},
    {"facility_type", &document_entry::facility_type},
    {"practice_setting", &document_entry::practice_setting},
}};

constexpr std::array<field<document_entry, std::vector<coded>>, 2> entry_code_lists{{
    {"confidentiality", &document_entry::confidentiality},
    {"event_codes", &document_entry::event_codes},
}};

void write(json_writer& out, const std::string& value) {
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

template <class Owner, std::size_t Size>
void write_texts(json_writer& out, const Owner& owner, const std::array<text<Owner>, Size>& fields) {
    for (const auto& f : fields) {
        out.Key(f.key);
        write(out, owner.*f.member);
    }
}

void write(json_writer& out, const coded& value) {
    out.StartObject();
    write_texts(out, value, coded_texts);
    out.EndObject();
}

void write(json_writer& out, const author& value) {
    out.StartObject();
    write_texts(out, value, author_texts);
    out.EndObject();
}

template <class Item>
void write(json_writer& out, const std::vector<Item>& items) {
    out.StartArray();
    for (const auto& item : items)
        write(out, item);
    out.EndArray();
}

const Value* member(const Value& object, const char* key) {
    const auto found = object.FindMember(key);
    return found == object.MemberEnd() ? nullptr : &found->value;
}

bool read(const Value& value, std::string& to) {
    if (!value.IsString()) return false;
    to.assign(value.GetString(), value.GetStringLength());
    return true;
}

template <class Owner, std::size_t Size>
bool read_texts(const Value& object, Owner& owner, const std::array<text<Owner>, Size>& fields) {
    if (!object.IsObject()) return false;
    for (const auto& f : fields) {
        const auto* value = member(object, f.key);
        if (value == nullptr || !read(*value, owner.*f.member)) return false;
    }
    return true;
}

bool read(const Value& value, coded& to) {
    return read_texts(value, to, coded_texts);
}
bool read(const Value& value, author& to) {
    return read_texts(value, to, author_texts);
}

template <class Item>
bool read(const Value& value, std::vector<Item>& to) {
    if (!value.IsArray()) return false;
    to.clear();
    for (const auto& item : value.GetArray()) {
        if (!read(item, to.emplace_back())) return false;
    }
    return true;
}

template <class Member>
bool read_member(const Value& object, const char* key, Member& to) {
    const auto* value = member(object, key);
    return value != nullptr && read(*value, to);
}

bool read_object(const Value& object, submitter& to) {
    return read_texts(object, to, submitter_texts) && read_member(object, "roles", to.roles);
}

bool read_object(const Value& object, document_entry& to) {
    if (!read_texts(object, to, entry_texts)) return false;
    for (const auto& f : entry_codes) {
        if (!read_member(object, f.key, to.*f.member)) return false;
    }
    for (const auto& f : entry_code_lists) {
        if (!read_member(object, f.key, to.*f.member)) return false;
    }
    const auto* version = member(object, "version");
    if (version == nullptr || !version->IsInt64()) return false;
    to.version = version->GetInt64();
    if (const auto* replaces = member(object, "replaces"); replaces != nullptr) {
        std::string oid;
        if (!read(*replaces, oid)) return false;
        to.replaces = std::move(oid);
    }
    return read_member(object, "authors", to.authors) &&
           read_member(object, "source_patient_info", to.source_patient_info);
}

/// All of it, or `to` stays as it was.
template <class Owner>
bool parse_object(std::string_view json, Owner& to) {
    rapidjson::Document parsed;
    // Iterative: the depth of the text must not become depth of the stack.
    parsed.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    Owner read_back;
    if (parsed.HasParseError() || !parsed.IsObject() || !read_object(parsed, read_back)) return false;
    to = std::move(read_back);
    return true;
}

}  // namespace

std::string to_json(const document_entry& entry) {
    rapidjson::StringBuffer buffer;
    json_writer out(buffer);
    out.StartObject();
    write_texts(out, entry, entry_texts);
    out.Key("version");
    out.Int64(entry.version);
    if (entry.replaces) {
        out.Key("replaces");
        write(out, *entry.replaces);
    }
    for (const auto& f : entry_codes) {
        out.Key(f.key);
        write(out, entry.*f.member);
    }
    for (const auto& f : entry_code_lists) {
        out.Key(f.key);
        write(out, entry.*f.member);
    }
    out.Key("authors");
    write(out, entry.authors);
    out.Key("source_patient_info");
    write(out, entry.source_patient_info);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string to_json(const submitter& who) {
    rapidjson::StringBuffer buffer;
    json_writer out(buffer);
    out.StartObject();
    write_texts(out, who, submitter_texts);
    out.Key("roles");
    write(out, who.roles);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

bool from_json(std::string_view json, document_entry& entry) {
    return parse_object(json, entry);
}

bool from_json(std::string_view json, submitter& who) {
    return parse_object(json, who);
}

}  // namespace pps::cda::xds
