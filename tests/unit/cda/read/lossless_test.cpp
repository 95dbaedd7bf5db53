#include "files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda {
namespace {

/// What the model does not hold because the tables say it: the templates of known places, classes that the
/// schema fixes, how a part hangs on its entry, header elements that are the same in every document.
bool said_by_the_tables(std::string_view element, std::string_view attribute) {
    struct row {
        std::string_view element;  // "" for any
        std::string_view attribute;
    };
    constexpr std::array rows{
        row{"/realmCode", "code"},
        row{"/typeId", ""},
        row{"/templateId", ""},
        row{"/entryRelationship", "typeCode"},
        row{"/entryRelationship", "inversionInd"},
        row{"/patient", "classCode"},
        row{"/assignedEntity", "classCode"},
        row{"/act", "classCode"},
        row{"/observation", "classCode"},
        row{"/procedure", "classCode"},
        row{"/externalDocument", "classCode"},
        row{"/externalDocument", "moodCode"},
        row{"/code", "xsi:type"},
        row{"/time", "xsi:type"},
        row{"qualifier/value", "xsi:type"},
        row{"qualifier/name", "displayName"},
        row{"qualifier/name", "codeSystemName"},
        // Comments.
        row{"entryRelationship/act", "moodCode"},
        row{"entryRelationship/act/code", "displayName"},
        row{"entryRelationship/act/code", "codeSystemName"},
        row{"organizer/component/act", "moodCode"},
        row{"organizer/component/act/code", "displayName"},
        row{"organizer/component/act/code", "codeSystemName"},
        row{"ClinicalDocument", "xmlns"},
        row{"ClinicalDocument", "xmlns:xsi"},
        row{"ClinicalDocument", "xsi:schemaLocation"},
    };
    return std::any_of(rows.begin(), rows.end(), [&](const row& one) {
        return element.ends_with(one.element) && (one.attribute.empty() || one.attribute == attribute);
    });
}

struct place {
    std::size_t at;         ///< Of the first byte of the value.
    std::string element;    ///< Path of names.
    std::string attribute;  ///< "" for a text.
};

/// Every attribute value and every text of a document without prefixes, CDATA and '>' in values.
std::vector<place> values_of(const std::string& text) {
    std::vector<place> found;
    std::string path;
    for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        if (text.compare(at, 4, "<!--") == 0) {
            at = text.find("-->", at);
            continue;
        }
        const auto end = text.find('>', at);
        if (text[at + 1] == '?') continue;
        if (text[at + 1] == '/') {
            path.resize(path.rfind('/'));
        } else {
            path += '/';
            path.append(text, at + 1, text.find_first_of(" \n/>", at) - at - 1);
            for (auto quote = text.find('"', at); quote < end; quote = text.find('"', quote + 1)) {
                const auto equals = text.rfind('=', quote);
                const auto space = text.find_last_of(" \n", equals);
                found.push_back({quote + 1, path, text.substr(space + 1, equals - space - 1)});
                quote = text.find('"', quote + 1);
            }
            if (text[end - 1] == '/') path.resize(path.rfind('/'));
        }
        const auto content = text.find_first_not_of(" \n", end + 1);
        if (content != std::string::npos && text[content] != '<') found.push_back({content, path, ""});
    }
    return found;
}

struct example {
    const char* file;
    std::size_t step;  ///< One value in so many is tried.
};

void PrintTo(const example& e, std::ostream* out) {
    *out << e.file;
}

class lossless : public testing::TestWithParam<example> {};

// Changes each value of the document in turn: a reading that does not change has lost it.
TEST_P(lossless, every_value_of_the_document_is_in_the_model) {
    const auto text = test::sample_file(GetParam().file);
    const auto whole = test::read(text);
    std::size_t tried = 0;
    const auto values = values_of(text);
    for (std::size_t i = 0; i < values.size(); i += GetParam().step) {
        const auto& value = values[i];
        if (!value.attribute.empty() && said_by_the_tables(value.element, value.attribute)) continue;
        auto changed = text;
        changed.insert(value.at, "Z");
        ++tried;
        const auto reading = test::read(changed);
        EXPECT_FALSE(reading.plan == whole.plan && reading.coverage == whole.coverage)
            << value.element << '/' << value.attribute << " at byte " << value.at;
    }
    EXPECT_GT(tried, 250u);
}

INSTANTIATE_TEST_SUITE_P(read, lossless,
                         testing::Values(example{"pps-minimal.xml", 1}, example{"rcp.xml", 1},
                                         example{"pps-update.xml", 3}, example{"pps-full.xml", 5}));

}  // namespace
}  // namespace pps::cda
