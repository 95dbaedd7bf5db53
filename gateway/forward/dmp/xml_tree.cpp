#include "gateway/forward/dmp/xml_tree.hpp"

#include "gateway/forward/dmp/text.hpp"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <exception>
#include <limits>
#include <mutex>

namespace pps::gateway::dmp {
namespace {

using document_pointer = std::unique_ptr<xmlDoc, void (*)(xmlDoc*)>;

const xmlChar* bytes(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

void say_nothing(void*, xmlErrorPtr) {}

/// libxml2 prints errors by default, with text of the document in them. The handler is per thread; the one
/// that was there comes back.
class silence {
  public:
    silence() : handler_{xmlStructuredError}, context_{xmlStructuredErrorContext} {
        xmlSetStructuredErrorFunc(nullptr, say_nothing);
    }
    ~silence() { xmlSetStructuredErrorFunc(context_, handler_); }
    silence(const silence&) = delete;
    silence& operator=(const silence&) = delete;

  private:
    xmlStructuredErrorFunc handler_;
    void* context_;
};

/// Called at "<!DOCTYPE": before any declaration in it is read.
void refuse_dtd(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto* const context = static_cast<xmlParserCtxtPtr>(user);
    context->wellFormed = 0;  // stopping alone would leave an empty, "well-formed" document
    xmlStopParser(context);
}

document_pointer read(std::string_view xml, int options) {
    static std::once_flag once;
    std::call_once(once, [] { xmlInitParser(); });
    const silence quiet;
    document_pointer out{nullptr, xmlFreeDoc};
    if (xml.empty() || xml.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return out;
    const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> context{xmlNewParserCtxt(),
                                                                             xmlFreeParserCtxt};
    if (!context) return out;
    context->sax->internalSubset = refuse_dtd;
    out.reset(xmlCtxtReadMemory(context.get(), xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                                options | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    // A text over 10 MB makes libxml2 stop building the tree and still call it well-formed: disableSAX tells.
    // Canonical XML is defined for namespace-well-formed documents only.
    if (context->wellFormed == 0 || context->nsWellFormed == 0 || context->disableSAX != 0 ||
        xmlDocGetRootElement(out.get()) == nullptr)
        out.reset();
    return out;
}

struct subtree {
    const xmlNode* apex;
    const xmlNode* without;
};

int visible(void* user, xmlNode* node, xmlNode* parent) {
    const auto* const scope = static_cast<const subtree*>(user);
    // An xmlNs has its type where every node has it; it and attributes are as visible as their element.
    const bool owned = node->type == XML_ATTRIBUTE_NODE ||
                       static_cast<int>(node->type) == static_cast<int>(XML_NAMESPACE_DECL);
    for (const xmlNode* at = owned ? parent : node; at != nullptr; at = at->parent) {
        if (at == scope->without) return 0;
        if (at == scope->apex) return 1;
    }
    return 0;
}

/// `write` gets a piece and must not throw; a null `scope` means the whole document.
bool canonicalize(xmlDoc* document, subtree* scope, const canonical_form& form, xmlOutputWriteCallback write,
                  void* target) {
    const silence quiet;
    std::vector<xmlChar*> prefixes;
    std::vector<std::string> names = form.inclusive_prefixes;
    for (auto& name : names)
        prefixes.push_back(reinterpret_cast<xmlChar*>(name.data()));
    prefixes.push_back(nullptr);
    xmlOutputBuffer* const buffer = xmlOutputBufferCreateIO(write, nullptr, target, nullptr);
    if (buffer == nullptr) return false;
    const int done =
        xmlC14NExecute(document, scope == nullptr ? nullptr : visible, scope,
                       form.exclusive ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0,
                       form.exclusive ? prefixes.data() : nullptr, form.comments ? 1 : 0, buffer);
    return xmlOutputBufferClose(buffer) >= 0 && done >= 0;
}

// Exceptions must not cross libxml2's C frames: -1 makes it stop.
int write_to_string(void* target, const char* data, int length) {
    try {
        static_cast<std::string*>(target)->append(data, static_cast<std::size_t>(length));
        return length;
    } catch (const std::exception&) {
        return -1;
    }
}

int write_to_hasher(void* target, const char* data, int length) {
    try {
        static_cast<hasher*>(target)->add({data, static_cast<std::size_t>(length)});
        return length;
    } catch (const std::exception&) {
        return -1;
    }
}

/// Next element in document order below `top`.
xmlNode* following(xmlNode* node, const xmlNode* top) {
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
    while (node != top && node->next == nullptr)
        node = node->parent;
    return node == top ? nullptr : node->next;
}

}  // namespace

xml_tree::xml_tree(xmlDoc* document) : document_{document, xmlFreeDoc} {}

std::optional<xml_tree> xml_tree::parse(std::string_view xml) {
    document_pointer parsed = read(xml, 0);
    if (!parsed) return std::nullopt;
    return xml_tree{parsed.release()};
}

xmlNode* xml_tree::root() const noexcept {
    return xmlDocGetRootElement(document_.get());
}

xmlNode* xml_tree::find_id(std::string_view id) const {
    xmlNode* found = nullptr;
    if (id.empty()) return found;
    for (xmlNode* node = root(); node != nullptr; node = following(node, root())) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (attribute(node, "Id") != id && attribute(node, "ID") != id) continue;
        if (found != nullptr) return nullptr;
        found = node;
    }
    return found;
}

std::optional<std::string> xml_tree::canonical(const xmlNode* apex, const canonical_form& form,
                                               const xmlNode* without) const {
    std::string out;
    subtree scope{apex, without};
    if (!canonicalize(document_.get(), &scope, form, write_to_string, &out)) return std::nullopt;
    return out;
}

std::optional<std::string> canonical_digest(std::string_view xml, digest with) {
    // XML_PARSE_COMPACT keeps short texts inside their nodes: half the allocations; the tree is not changed.
    const document_pointer parsed = read(xml, XML_PARSE_COMPACT);
    if (!parsed) return std::nullopt;
    hasher all{with};
    canonical_form form;
    form.comments = true;
    if (!canonicalize(parsed.get(), nullptr, form, write_to_hasher, &all)) return std::nullopt;
    return all.finish();
}

bool is(const xmlNode* node, std::string_view name_space, std::string_view name) {
    return node != nullptr && node->type == XML_ELEMENT_NODE && view(node->name) == name &&
           (node->ns == nullptr ? std::string_view{} : view(node->ns->href)) == name_space;
}

xmlNode* next(const xmlNode* sibling, std::string_view name_space, std::string_view name) {
    xmlNode* node = sibling == nullptr ? nullptr : sibling->next;
    while (node != nullptr && !is(node, name_space, name))
        node = node->next;
    return node;
}

xmlNode* child(const xmlNode* parent, std::string_view name_space, std::string_view name) {
    xmlNode* node = parent == nullptr ? nullptr : parent->children;
    while (node != nullptr && !is(node, name_space, name))
        node = node->next;
    return node;
}

std::string attribute(const xmlNode* element, const char* name) {
    if (element == nullptr) return {};
    const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value{xmlGetNoNsProp(element, bytes(name)),
                                                             [](xmlChar* p) { xmlFree(p); }};
    return std::string{view(value.get())};
}

std::string content(const xmlNode* element) {
    if (element == nullptr) return {};
    const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value{xmlNodeGetContent(element),
                                                             [](xmlChar* p) { xmlFree(p); }};
    return std::string{view(value.get())};
}

}  // namespace pps::gateway::dmp
