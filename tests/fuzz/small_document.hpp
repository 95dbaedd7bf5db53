#pragma once

#include <string_view>

namespace pps::fuzz {

/// What expressions and rules are evaluated over: every kind of node, two namespaces, some values of the
/// types that rules cast to.
inline constexpr std::string_view small_document =
    "<?note of the document?><a:r xmlns:a='urn:a' xmlns='urn:hl7-org:v3' xml:lang='fr-FR' n='1'>"
    "<!-- a comment --><templateId root='1.2.3'/><templateId root='1.2.4'/>"
    "<x i='1' xml:id='k1'>un</x><x i='2' xml:id='k2'>deux<y/>trois</x><x i='3'>3.50</x>"
    "<effectiveTime><low value='20240229'/><high value='2024-02-29T23:59:60+14:00'/></effectiveTime>"
    "<a:s><a:t u='-9223372036854775808'>\xC3\xA9t\xC3\xA9 &lt;&amp; \xF0\x9F\x8C\xBB</a:t>"
    "<a:t u='1e308'><![CDATA[]]>  </a:t></a:s><z xmlns=''><z><z b='true'/></z></z></a:r>";

}  // namespace pps::fuzz
