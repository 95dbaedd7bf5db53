#pragma once

#include "cda/pps/parties.hpp"
#include "cda/render/page.hpp"

#include <string>
#include <string_view>
#include <vector>

/// People, organizations and how to reach them.
namespace pps::render {

/// "Dr Charles MULLER": title, given names, family name, the rest, each as sent; null in words; "" for none.
std::string name_words(const name& who);

/// Birth name and birth given names of a patient; and the names used, "" when they are the same.
std::string birth_name(const patient& who);
std::string used_name(const patient& who);

/// What the page calls a patient: the name used, else the birth name, else "non renseigné".
std::string display_name(const patient& who);

/// All names of a party, else of its device, "" when there is none.
std::string person_words(const party& who);

/// The first name of an organization, "" when there is none.
std::string_view organization_name(const organization& which);

/// A postal address on one line, in the order of the envelope, without the county (of a place of birth: a
/// code); "" when there is none.
std::string address_words(const address& where);

/// A telephone number with a space between every two digits when it is a French one.
std::string phone_words(std::string_view number);

/// A way to reach someone: a link for a telephone number or an e-mail address made of nothing but the
/// characters that such have (RFC 3966 §3, RFC 6068 §2), else text. The use in words follows.
void write_telecom(page& out, const telecom& one);

/// A list of ways to reach someone, those that say nothing left out.
void write_telecoms(page& out, const std::vector<const telecom*>& all);
std::vector<const telecom*> telecoms_of(const party& who);
std::vector<const telecom*> telecoms_of(const std::vector<telecom>& all);

/// Name, profession, organization, addresses and telecoms of a party, as the content of a card.
void write_party(page& out, const party& who);

/// The same, or that it is not known.
void write_known_party(page& out, const party& who);

/// The same for an organization alone.
void write_organization(page& out, const organization& which);

}  // namespace pps::render
