#include "cda/conformity/xsd.hpp"

#include "cda/conformity/confined_loader.hpp"
#include "cda/conformity/xsd_rules.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <mutex>

namespace pps::cda::conformity {
namespace {

constexpr std::size_t most_problems = 100;
constexpr std::size_t longest_text = 2000;

template <auto Free>
struct freed_by {
    template <typename T>
    void operator()(T* owned) const noexcept {
        Free(owned);
    }
};
using parser_pointer = std::unique_ptr<xmlParserCtxt, freed_by<xmlFreeParserCtxt>>;
using document_pointer = std::unique_ptr<xmlDoc, freed_by<xmlFreeDoc>>;
using schema_pointer = std::unique_ptr<xmlSchema, freed_by<xmlSchemaFree>>;
using schema_parser_pointer = std::unique_ptr<xmlSchemaParserCtxt, freed_by<xmlSchemaFreeParserCtxt>>;
using validator_pointer = std::unique_ptr<xmlSchemaValidCtxt, freed_by<xmlSchemaFreeValidCtxt>>;

void initialise() {
    static std::once_flag once;
    std::call_once(once, [] { xmlInitParser(); });
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

void say_nothing(void*, xmlErrorPtr) {}

/// libxml2 prints errors by default, with text of the document in them. The handler is per thread; the one
/// that was there comes back.
class handled_errors {
  public:
    explicit handled_errors(void* context = nullptr, xmlStructuredErrorFunc handler = say_nothing)
        : handler_{xmlStructuredError}, context_{xmlStructuredErrorContext} {
        xmlSetStructuredErrorFunc(context, handler);
    }
    ~handled_errors() {
        xmlSetStructuredErrorFunc(context_, handler_);
        xmlResetLastError();  // it would keep a sentence about the document
    }
    handled_errors(const handled_errors&) = delete;
    handled_errors& operator=(const handled_errors&) = delete;

  private:
    xmlStructuredErrorFunc handler_;
    void* context_;
};

std::string sentence(const xmlError* error) {
    std::string_view text = error->message == nullptr ? std::string_view{} : error->message;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    if (text.size() > longest_text) {
        text = text.substr(0, longest_text);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0u) == 0x80u)
            text.remove_suffix(1);  // not in the middle of a character
        if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80u) != 0) text.remove_suffix(1);
    }
    return std::string{text};
}

struct problem_list {
    std::vector<std::string> all;
    bool failed = false;
};

void tell_problem(void* user, xmlErrorPtr error) {
    auto* const problems = static_cast<problem_list*>(user);
    try {
        if (problems->all.size() >= most_problems) return;
        const std::string file = error->file == nullptr ? std::string{} : error->file;
        const std::string level = error->level == XML_ERR_WARNING ? "warning: " : "";
        problems->all.push_back(file + ":" + std::to_string(error->line) + ": " + level + sentence(error));
    } catch (const std::exception&) {
        problems->failed = true;
    }
}

bool is_clinical_document(const xmlNode* node) {
    return view(node->name) == "ClinicalDocument" && node->ns != nullptr &&
           view(node->ns->href) == "urn:hl7-org:v3";
}

/// Like xpath_of(pugi::xml_node): from the ClinicalDocument, local names, positions from 1.
std::string xpath_of(const xmlNode* node) {
    while (node != nullptr && node->type != XML_ELEMENT_NODE)
        node = node->parent;
    std::vector<const xmlNode*> ancestry;
    for (; node != nullptr && node->type == XML_ELEMENT_NODE; node = node->parent) {
        ancestry.push_back(node);
        if (is_clinical_document(node)) break;
    }
    std::string xpath;
    for (auto step = ancestry.rbegin(); step != ancestry.rend(); ++step) {
        const auto name = view((*step)->name);
        xpath.append("/").append(name);
        if (step == ancestry.rbegin()) continue;
        std::size_t position = 1;
        for (const auto* before = (*step)->prev; before != nullptr; before = before->prev) {
            if (before->type == XML_ELEMENT_NODE && view(before->name) == name) ++position;
        }
        xpath.append("[").append(std::to_string(position)).append("]");
    }
    return xpath;
}

/// The next element in document order, within `top`.
xmlNode* after(xmlNode* node, const xmlNode* top) {
    if (auto* const child = xmlFirstElementChild(node)) return child;
    for (; node != nullptr && node != top; node = node->parent) {
        if (auto* const next = xmlNextElementSibling(node)) return next;
    }
    return nullptr;
}

xmlNode* clinical_document(xmlDoc* document) {
    auto* const root = xmlDocGetRootElement(document);
    for (auto* node = root; node != nullptr; node = after(node, root)) {
        if (is_clinical_document(node)) return node;
    }
    return nullptr;
}

/// libxml2 would load what the document names there, into the shared schema.
void forget_schema_locations(xmlNode* top) {
    constexpr auto* instance = "http://www.w3.org/2001/XMLSchema-instance";
    for (auto* node = top; node != nullptr; node = after(node, top)) {
        for (const auto* name : {"schemaLocation", "noNamespaceSchemaLocation"}) {
            if (node->properties == nullptr) break;
            auto* const found = xmlHasNsProp(node, reinterpret_cast<const xmlChar*>(name),
                                             reinterpret_cast<const xmlChar*>(instance));
            if (found != nullptr) xmlRemoveProp(found);
        }
    }
}

/// Called at "<!DOCTYPE": before any declaration in it is read.
void refuse_dtd(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto* const context = static_cast<xmlParserCtxtPtr>(user);
    context->wellFormed = 0;
    xmlStopParser(context);
}

document_pointer read(std::string_view bytes) {
    document_pointer out;
    if (bytes.empty() || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return out;
    const parser_pointer context{xmlNewParserCtxt()};
    if (!context) return out;
    context->sax->internalSubset = refuse_dtd;
    // Without NOENT, DTDLOAD and HUGE: nothing is expanded, loaded or unbounded.
    out.reset(xmlCtxtReadMemory(
        context.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES | XML_PARSE_NOCDATA | XML_PARSE_COMPACT));
    // A text over 10 MB makes libxml2 stop building the tree and still call it well-formed.
    if (context->wellFormed == 0 || context->nsWellFormed == 0 || context->disableSAX != 0) out.reset();
    return out;
}

finding unreadable() {
    return {"xsd", severity::fatal, "", "document illisible : non jugé par le schéma XML",
            "document not readable: not judged by the XML schema"};
}

finding not_judged() {
    return {"xsd", severity::fatal, "/ClinicalDocument", "le validateur du schéma XML a échoué",
            "the validator of the XML schema failed"};
}

struct collector {
    std::vector<xsd_finding> all;
    std::size_t most;
    bool failed = false;
};

void collect(void* user, xmlErrorPtr error) {
    auto* const into = static_cast<collector*>(user);
    if (into->all.size() >= into->most) return;
    try {
        const auto& meaning = xsd_rules::of(error->code);
        auto* const node = static_cast<xmlNode*>(error->node);
        xsd_finding found;
        found.finding = {"xsd", severity::error, xpath_of(node), std::string(meaning.fr),
                         std::string(meaning.en)};
        found.text = sentence(error);
        const long line = node == nullptr ? error->line : xmlGetLineNo(node);
        found.line = static_cast<unsigned long>(std::max(line, 0L));
        into->all.push_back(std::move(found));
    } catch (const std::exception&) {
        into->failed = true;
    }
}

}  // namespace

struct xsd_schema::compiled {
    schema_pointer schema;
};

xsd_schema::xsd_schema(std::unique_ptr<compiled> schema, std::vector<std::string> files) noexcept
    : schema_(std::move(schema)), files_(std::move(files)) {}

xsd_schema::~xsd_schema() = default;

xsd_load xsd_schema::load(const std::filesystem::path& folder, const std::filesystem::path& file) {
    initialise();
    xsd_load out;
    std::error_code failed;
    const auto root = std::filesystem::canonical(folder, failed);
    if (failed) {
        out.problems.push_back("schema folder not found");
        return out;
    }
    confined_loader loader(root);
    problem_list problems;
    const handled_errors quiet(&problems, tell_problem);
    auto schema = std::make_unique<compiled>();
    if (const schema_parser_pointer parser{xmlSchemaNewParserCtxt((root / file).c_str())}) {
        xmlSchemaSetParserStructuredErrors(parser.get(), tell_problem, &problems);
        schema->schema.reset(xmlSchemaParse(parser.get()));
    }
    out.problems = std::move(problems.all);
    for (const auto& name : loader.refused())
        out.problems.push_back(name + ": refused or not found, the schema's folder is the limit");
    if (!schema->schema) {
        if (out.problems.empty()) out.problems.push_back(file.generic_string() + ": not a schema");
        return out;
    }
    out.schema.reset(new xsd_schema(std::move(schema), loader.loaded()));
    return out;
}

std::vector<xsd_finding> xsd_schema::validate(std::string_view bytes, std::size_t most) const {
    const handled_errors quiet;
    const auto document = read(bytes);
    auto* const element = document ? clinical_document(document.get()) : nullptr;
    if (element == nullptr) return {{unreadable(), {}, 0}};
    forget_schema_locations(element);
    const validator_pointer validator{xmlSchemaNewValidCtxt(schema_->schema.get())};
    collector found{{}, most};
    if (validator) xmlSchemaSetValidStructuredErrors(validator.get(), collect, &found);
    const int verdict = validator ? xmlSchemaValidateOneElement(validator.get(), element) : -1;
    // Not judged is not valid; nor is a verdict without a finding to tell.
    if (verdict < 0 || found.failed || (verdict > 0 && found.all.empty() && most > 0))
        found.all.push_back({not_judged(), {}, 0});
    return std::move(found.all);
}

}  // namespace pps::cda::conformity
