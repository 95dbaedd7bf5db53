#pragma once

#include <string>
#include <vector>

namespace pps::gateway::app {

/// What `pps-gateway validate` is told on the command line.
struct validate_options {
    std::string bundle;           ///< Folder of the official bundle; "": own rules only.
    std::string supplement;       ///< Folder of files that the bundle lacks; "": none.
    std::string rules;            ///< Folder of our own rules; "": those installed with the program.
    std::string format = "text";  ///< "text", "json" (one object per line and file) or "svrl".
    bool production = false;      ///< Real INS are expected instead of test ones.
    bool strict = false;          ///< HL7 v2 messages to the letter of the volet.
    std::vector<std::string> files;
};

/// Judges files by the official bundle (XML schema and Schematron), our own rules and the identity rules,
/// several files at once: CDA documents, HL7 v2 messages with the document in them, and FHIR Bundles or JSON
/// with the CDA that is made of them. 0: all valid; 1: at least one is not; 2: at least one could not be
/// judged, wholly or in part. The texts can quote values of the documents: they are for who holds the files.
int validate(const validate_options& how);

}  // namespace pps::gateway::app
