<?xml version="1.0" encoding="UTF-8"?>
<!--
  Takes a validator that the ISO skeleton generated and returns it with the test expression written on each result
  (the bundle's skeleton leaves it out of failed-assert). Nothing else changes, unless $tolerant is 'yes': then a
  dynamic error inside one assertion becomes a p:not-judged element instead of ending the whole run, so that the
  verdicts of the other assertions can still be compared. The variables of the rule are then declared anew inside each
  assertion: Saxon may evaluate one before the first assertion that uses it, where nothing would catch its error.
-->
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:p="urn:pps:conformance">
  <xsl:param name="tolerant" select="'no'"/>
  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <xsl:template match="@*|node()">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
  </xsl:template>

  <xsl:template match="svrl:failed-assert">
    <xsl:copy>
      <xsl:apply-templates select="@*"/>
      <xsl:call-template name="test"><xsl:with-param name="of" select="../../xsl:when/@test"/></xsl:call-template>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="svrl:successful-report">
    <xsl:copy>
      <xsl:apply-templates select="@* except @test"/>
      <xsl:call-template name="test"><xsl:with-param name="of" select="../@test"/></xsl:call-template>
      <xsl:apply-templates select="node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="xsl:template/xsl:variable[$tolerant = 'yes'][../@mode[starts-with(., 'M')]]"/>

  <!-- Literal attributes are value templates: braces are doubled. -->
  <xsl:template name="test">
    <xsl:param name="of"/>
    <xsl:attribute name="p:test" select="replace(replace(string($of), '\{', '{{'), '\}', '}}')"/>
  </xsl:template>

  <xsl:template match="xsl:choose[$tolerant = 'yes'][xsl:otherwise/svrl:failed-assert]
                       | xsl:if[$tolerant = 'yes'][svrl:successful-report]">
    <xsl:element name="xsl:try">
      <xsl:copy-of select="preceding-sibling::xsl:variable"/>
      <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
      <xsl:element name="xsl:catch">
        <xsl:namespace name="err" select="'http://www.w3.org/2005/xqt-errors'"/>
        <p:not-judged>
          <xsl:call-template name="test">
            <xsl:with-param name="of" select="(xsl:when/@test, @test)[1]"/>
          </xsl:call-template>
          <xsl:element name="xsl:attribute">
            <xsl:attribute name="name">location</xsl:attribute>
            <xsl:element name="xsl:apply-templates">
              <xsl:attribute name="select">.</xsl:attribute>
              <xsl:attribute name="mode">schematron-select-full-path</xsl:attribute>
            </xsl:element>
          </xsl:element>
          <xsl:element name="xsl:value-of">
            <xsl:attribute name="select">concat($err:code, ' ', $err:description)</xsl:attribute>
          </xsl:element>
        </p:not-judged>
      </xsl:element>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>
