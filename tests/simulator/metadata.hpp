#pragma once

#include "tests/simulator/xml.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

/// ebRIM 3.0 as it came, nothing judged yet.
struct slot {
    std::string name;
    std::vector<std::string> values;
};

struct classification {
    std::optional<std::string> scheme;  ///< classificationScheme
    std::optional<std::string> node;    ///< classificationNode
    std::optional<std::string> classified_object;
    std::optional<std::string> code;  ///< nodeRepresentation
    std::vector<slot> slots;
    std::string display;

    const slot* find(std::string_view name) const;
    std::string coding_scheme() const;  ///< The only value of codingScheme, or "".
};

struct external_identifier {
    std::string scheme, value, name;
    std::optional<std::string> registry_object;
};

/// A RegistryPackage or an ExtrinsicObject.
struct registry_object {
    std::string id, mime_type, object_type;
    std::optional<std::string> status;
    std::vector<slot> slots;
    std::string title, comments;
    std::vector<classification> classifications;
    std::vector<external_identifier> identifiers;
    bool in_schema_order =
        true;  ///< Slot*, Name, Description, VersionInfo, Classification*, ExternalIdentifier*.

    const slot* find(std::string_view name) const;
    std::string slot_value(std::string_view name) const;    ///< First value, or "".
    std::string identifier(std::string_view scheme) const;  ///< Value, or "".
    bool is_signature() const;  ///< Its formatCode is the XML signature's (dmp-wire §3.2).
};

struct association {
    std::string id, type, source, target;
    std::vector<slot> slots;

    std::string slot_value(std::string_view name) const;
};

struct object_list {
    std::vector<registry_object> packages;
    std::vector<registry_object> entries;
    std::vector<association> associations;
    std::vector<std::string> unknown;  ///< Names of other elements.
};

/// Reads lcm:SubmitObjectsRequest. Nothing when it is not one with a RegistryObjectList.
std::optional<object_list> read_objects(const xmlNode* submit_objects_request);

std::vector<slot> read_slots(const xmlNode* parent);

}  // namespace pps::simulator
