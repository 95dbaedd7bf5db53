#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

using pps::cda::validation::test::evaluate_over;
using pps::cda::validation::test::value;

TEST(xpath_functions, of_strings) {
    EXPECT_EQ(value("concat('a', 1, (), true())"), "a1true");
    EXPECT_EQ(value("string-join(('a', 'b'), '-')"), "a-b");
    EXPECT_EQ(value("string-join((), '-')"), "");
    EXPECT_EQ(value("substring('12345', 2, 3)"), "234");
    EXPECT_EQ(value("substring('12345', 1.5, 2.6)"), "234");
    EXPECT_EQ(value("substring('12345', 0, 3)"), "12");
    EXPECT_EQ(value("substring('12345', 0 div 0e0, 3)"), "");
    EXPECT_EQ(value("substring('12345', -42, 1 div 0e0)"), "12345");
    EXPECT_EQ(value("substring('héé', 2)"), "éé");
    EXPECT_EQ(value("substring-before('a:b', ':')"), "a");
    EXPECT_EQ(value("substring-after('a:b', ':')"), "b");
    EXPECT_EQ(value("substring-before('ab', ':')"), "");
    EXPECT_EQ(value("substring-after('ab', ':')"), "");
    EXPECT_EQ(value("contains('abc', 'b')"), "true");
    EXPECT_EQ(value("contains('abc', '')"), "true");
    EXPECT_EQ(value("contains((), 'b')"), "false");
    EXPECT_EQ(value("starts-with('abc', 'ab')"), "true");
    EXPECT_EQ(value("starts-with('abc', 'b')"), "false");
    EXPECT_EQ(value("ends-with('abc', 'bc')"), "true");
    EXPECT_EQ(value("ends-with('abc', 'b')"), "false");
    EXPECT_EQ(value("string-length('é')"), "1");
    EXPECT_EQ(value("string-length(())"), "0");
    EXPECT_EQ(value("normalize-space('  a   b ')"), "a b");
    EXPECT_EQ(value("translate('bar', 'abc', 'AB')"), "BAr");
    EXPECT_EQ(value("translate('-a-', '-', '')"), "a");
    EXPECT_EQ(value("upper-case('aéz')"), "AÉZ");
    EXPECT_EQ(value("lower-case('AÉZ')"), "aéz");
    EXPECT_EQ(value("compare('a', 'b'), compare('b', 'b')"), "-1|0");
    EXPECT_EQ(value("iri-to-uri('a b<é>')"), "a%20b%3C%C3%A9%3E");
    EXPECT_EQ(value("encode-for-uri('a/b')"), "a%2Fb");
    EXPECT_EQ(value("codepoints-to-string(string-to-codepoints('né'))"), "né");
}

TEST(xpath_functions, of_regular_expressions) {
    EXPECT_EQ(value("matches('20240131', '^[0-9]{8}$')"), "true");
    EXPECT_EQ(value("matches('2024013', '^[0-9]{8}$')"), "false");
    EXPECT_EQ(value("matches('ABC', 'b', 'i')"), "true");
    EXPECT_EQ(value("matches('ABC', 'b')"), "false");
    EXPECT_EQ(value("replace('a1b22', '[^\\d]', '')"), "122");
    EXPECT_EQ(value("replace('20240131+0100', '^-?[^+-]+([+-].*)?$', '$1')"), "+0100");
    EXPECT_EQ(value("replace('ab', '(a)(b)', '$2$1')"), "ba");
    EXPECT_EQ(value("replace('a', 'a', '\\$')"), "$");
    EXPECT_EQ(value("replace('a', 'x*', '-')"), "error FORX0003");
    EXPECT_EQ(value("replace('a', 'a', '$')"), "error FORX0004");
    EXPECT_EQ(value("tokenize('a b  c', '\\s')"), "a|b||c");
    EXPECT_EQ(value("count(tokenize('', ' '))"), "0");
    EXPECT_EQ(value("matches('a', concat('(', 'x'))"), "error FORX0002");
    EXPECT_EQ(value("matches('a', concat('^', 'a'))"), "true");
}

TEST(xpath_functions, of_numbers) {
    EXPECT_EQ(value("number('12.50')"), "12.5");
    EXPECT_EQ(value("number('x')"), "NaN");
    EXPECT_EQ(value("number(())"), "NaN");
    EXPECT_EQ(value("sum((1, 2, 3))"), "6");
    EXPECT_EQ(value("sum(())"), "0");
    EXPECT_EQ(value("avg((1, 2))"), "1.5");
    EXPECT_EQ(value("min((3, 1, 2)), max((3, 1, 2))"), "1|3");
    EXPECT_EQ(value("floor(1.5), ceiling(1.2), round(2.5), round(-2.5), abs(-3)"), "1|2|3|-2|3");
    EXPECT_EQ(value("round(-0.4)"), "0");
    EXPECT_EQ(value("sum(('a', 1))"), "error FORG0006");
}

TEST(xpath_functions, of_booleans_and_sequences) {
    EXPECT_EQ(value("true(), false(), not(1), boolean('')"), "true|false|false|false");
    EXPECT_EQ(value("exists(()), exists(1), empty(()), empty(1)"), "false|true|true|false");
    EXPECT_EQ(value("count((1, 'a', ()))"), "2");
    EXPECT_EQ(value("distinct-values((1, 1, 'a', 'a', 1.0))"), "1|a");
    EXPECT_EQ(value("reverse(1 to 3)"), "3|2|1");
    EXPECT_EQ(value("subsequence(1 to 5, 2, 2)"), "2|3");
    EXPECT_EQ(value("index-of((10, 20, 10), 10)"), "1|3");
    EXPECT_EQ(value("exactly-one(5)"), "5");
    EXPECT_EQ(value("exactly-one(())"), "error FORG0004");
    EXPECT_EQ(value("zero-or-one((1, 2))"), "error FORG0003");
}

TEST(xpath_functions, of_nodes_and_names) {
    constexpr std::string_view xml =
        "<p:r xmlns:p='urn:a' xmlns:h='urn:hl7-org:v3' xmlns='urn:d' t='h:CD' u='CD' v='q:CD' "
        "xml:lang='fr-FR'>"
        "<c xml:id='one'/></p:r>";
    EXPECT_EQ(evaluate_over(xml, "name(), local-name(), namespace-uri()"), "p:r|r|urn:a");
    EXPECT_EQ(evaluate_over(xml, "name(@none)"), "");
    EXPECT_EQ(evaluate_over(xml, "name((., .))"), "error XPTY0004");
    EXPECT_EQ(evaluate_over(xml, "resolve-QName(@t, .) = QName('urn:hl7-org:v3', 'CD')"), "true");
    EXPECT_EQ(evaluate_over(xml, "resolve-QName(@u, .) = QName('urn:hl7-org:v3', 'CD')"), "false");
    EXPECT_EQ(evaluate_over(xml, "namespace-uri-from-QName(resolve-QName(@u, .))"), "urn:d");
    EXPECT_EQ(evaluate_over(xml, "local-name-from-QName(resolve-QName(@t, .))"), "CD");
    EXPECT_EQ(evaluate_over(xml, "resolve-QName(@v, .)"), "error FONS0004");
    EXPECT_EQ(evaluate_over(xml, "resolve-QName(@none, .)"), "");
    EXPECT_EQ(evaluate_over(xml, "lang('fr'), lang('en')"), "true|false");
    EXPECT_EQ(evaluate_over(xml, "id('one')/local-name()"), "c");
    EXPECT_EQ(evaluate_over(xml, "count(id('two'))"), "0");
    EXPECT_EQ(evaluate_over(xml, "generate-id(.) = generate-id(*/..)"), "true");
    EXPECT_EQ(evaluate_over(xml, "generate-id(.) = generate-id(*)"), "false");
    EXPECT_EQ(evaluate_over(xml, "*[current()/@u = 'CD']/local-name()"), "c");
    EXPECT_EQ(evaluate_over(xml, "root()/*/@u"), "CD");
}

TEST(xpath_functions, of_the_clock_say_what_the_caller_says) {
    EXPECT_EQ(value("string(current-dateTime())"), "2023-11-14T22:13:20Z");
    EXPECT_EQ(value("string(current-date())"), "2023-11-14Z");
    EXPECT_EQ(value("string(current-time())"), "22:13:20Z");
    EXPECT_EQ(value("xs:date('2023-11-15') > current-date()"), "true");
    EXPECT_EQ(value("xs:date('2023-11-13') > current-date()"), "false");
}
