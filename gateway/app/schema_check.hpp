#pragma once

#include <rapidjson/fwd.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::app {

/// One place where a value breaks its schema. The text never repeats the value: it may be a secret that was
/// put in the wrong place.
struct violation {
    std::string pointer;  ///< JSON pointer (RFC 6901); of the missing key for `required`.
    std::string text;
};

/// Checks values against a schema: the part of JSON Schema draft 2020-12 that the configuration uses. Written
/// because RapidJSON's validator stops at the first error. Known keywords: type, properties, required,
/// additionalProperties (only false), enum (of strings), const, pattern, minLength, maxLength, minimum,
/// maximum, exclusiveMinimum, items, minItems, uniqueItems, $ref to "#/$defs/…", $defs. `title` names the
/// expected form in the text of a `pattern` violation; $schema, $id, description, default and examples are
/// annotations. Narrower than the standard: 1.0 is not an integer. Immutable, thread-safe.
class schema_check {
  public:
    /// Throws std::invalid_argument when the text is no schema or uses another keyword: a schema that is
    /// shipped must not be half enforced.
    explicit schema_check(std::string_view schema);
    ~schema_check();
    schema_check(const schema_check&) = delete;
    schema_check& operator=(const schema_check&) = delete;

    /// Every violation, in the order of the value.
    std::vector<violation> check(const rapidjson::Value& value) const;

  private:
    struct node;
    struct compiler;
    struct checker;
    std::vector<std::unique_ptr<node>> nodes_;
    const node* root_ = nullptr;
};

/// The candidate nearest to `word` by edit distance, "" when none is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace pps::gateway::app
