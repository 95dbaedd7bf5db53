#pragma once

#include <libxml/xmlerror.h>

#include <string_view>

namespace pps::cda::conformity::xsd_rules {

/// What a validator's error code means, in words that quote nothing of the document.
struct explanation {
    int code;  ///< xmlParserErrors of libxml2.
    std::string_view fr;
    std::string_view en;
    std::string_view source;  ///< Clause of XML Schema part 1 or 2.
};

/// The last row serves every other code.
inline constexpr explanation table[] = {
    {XML_SCHEMAV_ELEMENT_CONTENT, "élément inattendu à cet endroit, ou élément obligatoire absent",
     "element not expected here, or required element missing", "XSD 1 §3.4.4 cvc-complex-type.2.4"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, "cet élément doit être vide", "this element must be empty",
     "XSD 1 §3.4.4 cvc-complex-type.2.1"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, "cet élément ne contient que du texte", "this element holds text only",
     "XSD 1 §3.4.4 cvc-complex-type.2.2"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, "texte interdit entre les éléments",
     "text is not allowed between the elements", "XSD 1 §3.4.4 cvc-complex-type.2.3"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4, "élément inattendu à cet endroit, ou élément obligatoire absent",
     "element not expected here, or required element missing", "XSD 1 §3.4.4 cvc-complex-type.2.4"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_1, "valeur d'attribut contraire à la valeur fixée par le schéma",
     "attribute value other than the one that the schema fixes", "XSD 1 §3.4.4 cvc-complex-type.3.1"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, "attribut non prévu par le schéma",
     "attribute unknown to the schema", "XSD 1 §3.4.4 cvc-complex-type.3.2.1"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2, "attribut non prévu par le schéma",
     "attribute unknown to the schema", "XSD 1 §3.4.4 cvc-complex-type.3.2.2"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_4, "attribut obligatoire absent", "required attribute missing",
     "XSD 1 §3.4.4 cvc-complex-type.4"},
    {XML_SCHEMAV_CVC_ATTRIBUTE_3, "valeur d'attribut contraire à son type", "attribute value not of its type",
     "XSD 1 §3.2.4 cvc-attribute.3"},
    {XML_SCHEMAV_CVC_ATTRIBUTE_4, "valeur d'attribut contraire à la valeur fixée par le schéma",
     "attribute value other than the one that the schema fixes", "XSD 1 §3.2.4 cvc-attribute.4"},
    {XML_SCHEMAV_CVC_AU, "valeur d'attribut contraire à la valeur fixée par le schéma",
     "attribute value other than the one that the schema fixes", "XSD 1 §3.5.4 cvc-au"},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, "valeur contraire à son type", "value not of its type",
     "XSD 2 §4.1.4 cvc-datatype-valid.1.2.1"},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2, "valeur de liste contraire à son type",
     "list value not of its type", "XSD 2 §4.1.4 cvc-datatype-valid.1.2.2"},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3, "valeur contraire à chacun des types permis",
     "value of none of the allowed types", "XSD 2 §4.1.4 cvc-datatype-valid.1.2.3"},
    {XML_SCHEMAV_CVC_ENUMERATION_VALID, "valeur hors de la liste permise par le schéma",
     "value outside the list that the schema allows", "XSD 2 §4.3.5 cvc-enumeration-valid"},
    {XML_SCHEMAV_CVC_PATTERN_VALID, "valeur contraire à la forme permise par le schéma",
     "value not of the form that the schema allows", "XSD 2 §4.3.4 cvc-pattern-valid"},
    {XML_SCHEMAV_CVC_MINLENGTH_VALID, "valeur trop courte", "value too short",
     "XSD 2 §4.3.2 cvc-minLength-valid"},
    {XML_SCHEMAV_CVC_MAXLENGTH_VALID, "valeur trop longue", "value too long",
     "XSD 2 §4.3.3 cvc-maxLength-valid"},
    {XML_SCHEMAV_CVC_LENGTH_VALID, "valeur d'une autre longueur que celle du schéma",
     "value of another length than the schema's", "XSD 2 §4.3.1 cvc-length-valid"},
    {XML_SCHEMAV_CVC_ELT_1, "élément inconnu du schéma", "element unknown to the schema",
     "XSD 1 §3.3.4 cvc-elt.1"},
    {XML_SCHEMAV_CVC_ELT_2, "type abstrait : un type concret est attendu dans xsi:type",
     "abstract element: a concrete one is expected", "XSD 1 §3.3.4 cvc-elt.2"},
    {XML_SCHEMAV_CVC_ELT_4_1, "xsi:type mal formé", "malformed xsi:type", "XSD 1 §3.3.4 cvc-elt.4.1"},
    {XML_SCHEMAV_CVC_ELT_4_2, "xsi:type inconnu du schéma", "xsi:type unknown to the schema",
     "XSD 1 §3.3.4 cvc-elt.4.2"},
    {XML_SCHEMAV_CVC_ELT_4_3, "xsi:type non permis pour cet élément", "xsi:type not allowed for this element",
     "XSD 1 §3.3.4 cvc-elt.4.3"},
    {XML_SCHEMAV_CVC_TYPE_2, "type abstrait : un type concret est attendu dans xsi:type",
     "abstract type: a concrete one is expected in xsi:type", "XSD 1 §3.4.4 cvc-type.2"},
    {XML_SCHEMAV_CVC_TYPE_3_1_1, "attribut non permis sur un élément de type simple",
     "attribute not allowed on an element of simple type", "XSD 1 §3.4.4 cvc-type.3.1.1"},
    {XML_SCHEMAV_CVC_TYPE_3_1_2, "élément enfant non permis dans un élément de type simple",
     "child element not allowed in an element of simple type", "XSD 1 §3.4.4 cvc-type.3.1.2"},
    {XML_SCHEMAV_CVC_IDC, "identifiant en double ou renvoi sans cible",
     "duplicate identifier or reference without a target", "XSD 1 §3.11.4 cvc-identity-constraint"},
    {0, "non conforme au schéma XML", "not valid against the XML schema", "XSD 1"},
};

constexpr const explanation& of(int code) noexcept {
    for (const auto& row : table) {
        if (row.code == code) return row;
    }
    return table[sizeof(table) / sizeof(table[0]) - 1];
}

}  // namespace pps::cda::conformity::xsd_rules
