#pragma once

#include "cda/xds/document_entry.hpp"
#include "gateway/forward/dmp/profile.hpp"
#include "gateway/forward/dmp/request.hpp"

#include <string>
#include <string_view>

namespace pps::gateway::dmp {

/// Ids of the objects inside one message; the ones of the documents are those of xds:Document too.
inline constexpr std::string_view submission_set_object = "SubmissionSet01";
inline constexpr std::string_view document_object = "Document01";
inline constexpr std::string_view signature_object = "Signature01";

/// Metadata of the signature document (dmp-wire §3.2): its own codes and times, the rest as the document's.
cda::xds::document_entry signature_entry(const submission& what);

/// The author of the submission set: a professional, or the automaton of the structure (dmp-wire §2.5). The
/// institution bears the structure of the VIHF, otherwise the DMP refuses the set (§1.6).
cda::xds::author submitting_author(const identity& who);

/// Appends lcm:SubmitObjectsRequest: submission set, document, its signature, their associations (dmp-wire
/// §2.3, §2.4). `signature_document`: the bytes of the signature document, for hash and size. Thread-safe.
void append_submit_objects_request(std::string& out, const submission& what, const identity& who,
                                   const profile& how, std::string_view signature_document);

/// Appends lcm:SubmitObjectsRequest of a deletion: submission set and change of status (dmp-wire §2.4).
/// Thread-safe.
void append_delete_request(std::string& out, const removal& what, const identity& who, const profile& how);

}  // namespace pps::gateway::dmp
