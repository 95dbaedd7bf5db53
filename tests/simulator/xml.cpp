#include "tests/simulator/xml.hpp"

#include "tests/simulator/text.hpp"

#include <libxml/c14n.h>
#include <libxml/globals.h>
#include <libxml/parser.h>
#include <libxml/xmlIO.h>

#include <cstring>
#include <limits>
#include <stdexcept>

namespace pps::simulator::xml {

namespace {

const char* chars(const xmlChar* text) noexcept {
    return reinterpret_cast<const char*>(text);
}
const xmlChar* xml_chars(const char* text) noexcept {
    return reinterpret_cast<const xmlChar*>(text);
}

std::string take(xmlChar* text) {
    std::string out = text != nullptr ? chars(text) : "";
    xmlFree(text);
    return out;
}

struct free_parser {
    void operator()(xmlParserCtxt* context) const noexcept { xmlFreeParserCtxt(context); }
};

void say_nothing(void*, const char*, ...) {}

void refuse_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    xmlStopParser(static_cast<xmlParserCtxt*>(context));
}

int within_apex(void* apex, xmlNode* node, xmlNode* parent) {
    const xmlNode* at = node->type == XML_NAMESPACE_DECL ? parent : node;
    for (; at != nullptr; at = at->parent)
        if (at == apex) return 1;
    return 0;
}

/// Canonicalises into any object with update(std::string_view).
template <class Sink>
bool canonicalise(Sink& sink, xmlDoc* doc, xmlNode* apex, bool with_comments) {
    auto write = [](void* to, const char* bytes, int size) -> int {
        static_cast<Sink*>(to)->update({bytes, static_cast<std::size_t>(size)});
        return size;
    };
    auto close = [](void*) -> int { return 0; };
    xmlOutputBuffer* buffer = xmlOutputBufferCreateIO(write, close, &sink, nullptr);
    if (buffer == nullptr) return false;
    const int written = xmlC14NExecute(doc, apex != nullptr ? within_apex : nullptr, apex, XML_C14N_1_0,
                                       nullptr, with_comments ? 1 : 0, buffer);
    const int closed = xmlOutputBufferClose(buffer);
    return written >= 0 && closed >= 0;
}

struct text_sink {
    std::string out;
    void update(std::string_view bytes) { out += bytes; }
};

}  // namespace

void initialise() {
    xmlInitParser();
    // Libraries never print; the second line is for threads that start later.
    xmlSetGenericErrorFunc(nullptr, say_nothing);
    xmlThrDefSetGenericErrorFunc(nullptr, say_nothing);
}

document parse(std::string_view bytes) {
    if (bytes.empty() || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return {};
    const std::unique_ptr<xmlParserCtxt, free_parser> context(xmlNewParserCtxt());
    if (!context) throw std::runtime_error("libxml2: no parser");
    context->sax->internalSubset = refuse_doctype;
    // HUGE lifts the 10 MB limit of a text node: a base64 PDF is one. The body limit bounds the whole.
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE;
    document doc(xmlCtxtReadMemory(context.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr,
                                   nullptr, options));
    if (!doc || context->wellFormed == 0 || xmlDocGetRootElement(doc.get()) == nullptr ||
        xmlGetIntSubset(doc.get()) != nullptr)
        return {};
    return doc;
}

bool in_namespace(const xmlNode* node, const char* ns) noexcept {
    if (node == nullptr || node->type != XML_ELEMENT_NODE) return false;
    if (node->ns == nullptr || node->ns->href == nullptr) return *ns == '\0';
    return std::strcmp(chars(node->ns->href), ns) == 0;
}

bool is(const xmlNode* node, const char* ns, const char* name) noexcept {
    return in_namespace(node, ns) && std::strcmp(chars(node->name), name) == 0;
}

std::string_view local_name(const xmlNode* node) noexcept {
    return node != nullptr && node->type == XML_ELEMENT_NODE ? chars(node->name) : std::string_view{};
}

std::vector<xmlNode*> elements(const xmlNode* parent) {
    std::vector<xmlNode*> out;
    if (parent == nullptr) return out;
    for (xmlNode* at = parent->children; at != nullptr; at = at->next)
        if (at->type == XML_ELEMENT_NODE) out.push_back(at);
    return out;
}

std::vector<xmlNode*> elements(const xmlNode* parent, const char* ns, const char* name) {
    std::vector<xmlNode*> out;
    if (parent == nullptr) return out;
    for (xmlNode* at = parent->children; at != nullptr; at = at->next)
        if (is(at, ns, name)) out.push_back(at);
    return out;
}

xmlNode* child(const xmlNode* parent, const char* ns, const char* name) noexcept {
    if (parent == nullptr) return nullptr;
    for (xmlNode* at = parent->children; at != nullptr; at = at->next)
        if (is(at, ns, name)) return at;
    return nullptr;
}

xmlNode* path(const xmlNode* from, const char* ns, std::initializer_list<const char*> names) noexcept {
    xmlNode* at = nullptr;
    for (const char* name : names) {
        at = child(from, ns, name);
        if (at == nullptr) return nullptr;
        from = at;
    }
    return at;
}

xmlNode* find(xmlNode* from, const char* ns, const char* name) noexcept {
    xmlNode* at = from;
    while (at != nullptr) {
        if (is(at, ns, name)) return at;
        if (at->type == XML_ELEMENT_NODE && at->children != nullptr) {
            at = at->children;
            continue;
        }
        while (at != nullptr && at != from && at->next == nullptr)
            at = at->parent;
        if (at == nullptr || at == from) return nullptr;
        at = at->next;
    }
    return nullptr;
}

std::optional<std::string> attribute(const xmlNode* node, const char* name) {
    if (node == nullptr || xmlHasNsProp(const_cast<xmlNode*>(node), xml_chars(name), nullptr) == nullptr)
        return std::nullopt;
    return take(xmlGetNoNsProp(const_cast<xmlNode*>(node), xml_chars(name)));
}

std::string attribute_or_empty(const xmlNode* node, const char* name) {
    return attribute(node, name).value_or(std::string{});
}

std::optional<std::string> attribute(const xmlNode* node, const char* name, const char* ns) {
    if (node == nullptr ||
        xmlHasNsProp(const_cast<xmlNode*>(node), xml_chars(name), xml_chars(ns)) == nullptr)
        return std::nullopt;
    return take(xmlGetNsProp(const_cast<xmlNode*>(node), xml_chars(name), xml_chars(ns)));
}

std::string text(const xmlNode* node) {
    if (node == nullptr) return {};
    return std::string(trim(take(xmlNodeGetContent(const_cast<xmlNode*>(node)))));
}

std::string canonical(xmlDoc* doc, xmlNode* apex, bool with_comments) {
    text_sink sink;
    if (!canonicalise(sink, doc, apex, with_comments))
        throw std::runtime_error("libxml2: canonical XML failed");
    return std::move(sink.out);
}

std::optional<std::string> canonical_digest(hash kind, xmlDoc* doc, xmlNode* apex, bool with_comments) {
    hasher sink(kind);
    if (!canonicalise(sink, doc, apex, with_comments)) return std::nullopt;
    return sink.finish();
}

}  // namespace pps::simulator::xml
