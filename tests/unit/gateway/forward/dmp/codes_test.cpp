#include "gateway/forward/dmp/answer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

namespace pps::gateway::dmp {
namespace {

constexpr std::array<std::string_view, 5> retried{"XDSRegistryBusy", "XDSRepositoryBusy",
                                                  "XDSRegistryOutOfResources", "XDSRepositoryOutOfResources",
                                                  "XDSRegistryNotAvailable"};
constexpr std::array<std::string_view, 5> asked{"XDSRegistryError", "XDSRepositoryError",
                                                "XDSDuplicateUniqueIdInRegistry", "XDSNonIdenticalHash",
                                                "Receiver"};
constexpr std::array<std::string_view, 30> refused{"XDSMissingDocument",
                                                   "XDSMissingDocumentMetadata",
                                                   "XDSRegistryMetadataError",
                                                   "XDSRepositoryMetadataError",
                                                   "XDSRegistryDuplicateUniqueIdInMessage",
                                                   "XDSRepositoryDuplicateUniqueIdInMessage",
                                                   "XDSUnknownPatientId",
                                                   "XDSPatientIdDoesNotMatch",
                                                   "XDSRegistryDeprecatedDocumentError",
                                                   "XDSReplaceFailed",
                                                   "XDSExtraMetadataNotSaved",
                                                   "XDSNonIdenticalSize",
                                                   "InvalidDocumentContent",
                                                   "UnresolvedReferenceException",
                                                   "XDSMetadataVersionError",
                                                   "XDSMetadataUpdateError",
                                                   "XDSMetadataUpdateOperationError",
                                                   "XDSUnknownRepositoryId",
                                                   "XDSDocumentUniqueIdError",
                                                   "DMPInvalidCertificate",
                                                   "DMPAccessDeniedByRightsService",
                                                   "DMPIdentityCertificationFailure",
                                                   "DMPClosed",
                                                   "Sender",
                                                   "MustUnderstand",
                                                   "VersionMismatch",
                                                   "DataEncodingUnknown",
                                                   "MessageAddressingHeaderRequired",
                                                   "InvalidAddressingHeader",
                                                   "ActionNotSupported"};

TEST(codes, retries_when_the_service_is_busy) {
    for (const auto code : retried)
        EXPECT_EQ(class_of(code), retry_class::retry) << code;
}

TEST(codes, asks_first_when_the_document_may_be_registered) {
    for (const auto code : asked)
        EXPECT_EQ(class_of(code), retry_class::ask_first) << code;
}

TEST(codes, gives_up_when_the_message_would_be_refused_again) {
    for (const auto code : refused)
        EXPECT_EQ(class_of(code), retry_class::permanent) << code;
}

TEST(codes, gives_up_on_unknown_codes) {
    EXPECT_EQ(class_of("DMPSomethingNew"), retry_class::permanent);
    EXPECT_EQ(class_of(""), retry_class::permanent);
    EXPECT_EQ(class_of("xdsregistrybusy"), retry_class::permanent);
}

TEST(codes, have_a_label_each_and_none_when_unknown) {
    for (const auto code : retried)
        EXPECT_FALSE(label_of(code).empty()) << code;
    for (const auto code : asked)
        EXPECT_FALSE(label_of(code).empty()) << code;
    for (const auto code : refused)
        EXPECT_FALSE(label_of(code).empty()) << code;
    EXPECT_EQ(label_of("DMPSomethingNew"), "");
}

}  // namespace
}  // namespace pps::gateway::dmp
