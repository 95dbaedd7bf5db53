#include "gateway/receive/documents_api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace pps::gateway::receive {
namespace {

namespace net = boost::asio;
using runtime::http_head;
using runtime::http_response;

/// What the service behind the listener was given, and what it answers.
struct recorded {
    std::string bytes;
    gateway::media media = gateway::media::cda;
    protocol wrapped = protocol::document;
    std::string id;
    content_part part = content_part::source;
    content_outcome content;
    submission_flags flags;
    std::string replaces;
    std::string platform;
    submission_outcome answer;
    std::optional<std::string> found;
};

class documents_api_test : public testing::Test {
  protected:
    documents_api_test() {
        authenticate::registry::entry entry;
        entry.platform.id = "pdl";
        entry.certificate_subjects = {"CN=pdl"};
        documents_service service;
        service.submit = [this](submission what, const authenticate::platform& from) {
            return submit(std::move(what), from.id);
        };
        service.validate = service.submit;
        service.content = [this](std::string id, std::string, content_part part) {
            return content(std::move(id), part);
        };
        service.find = [this](std::string, std::string) { return find(); };
        service.find_by_unique_id = [this](std::string, std::string) { return find(); };
        documents_api::options limits;
        limits.max_document_bytes = 1000;
        api.emplace(
            limits,
            std::make_shared<const authenticate::registry>(std::vector<authenticate::registry::entry>{entry}),
            std::move(service));
        platform.subject = "CN=pdl";
        platform.address = "127.0.0.1";
    }

    net::awaitable<submission_outcome> submit(submission what, std::string from) {
        seen.bytes = std::move(what.bytes);
        seen.media = what.media;
        seen.wrapped = what.protocol;
        seen.flags = what.options.flags;
        seen.replaces = what.options.replaces;
        seen.platform = std::move(from);
        co_return seen.answer;
    }

    net::awaitable<content_outcome> content(std::string id, content_part part) {
        seen.id = std::move(id);
        seen.part = part;
        co_return seen.content;
    }

    net::awaitable<boost::system::result<std::optional<std::string>>> find() { co_return seen.found; }

    static http_head head(std::string method, std::string path, std::string query = "",
                          std::string type = "") {
        http_head made;
        made.method = std::move(method);
        made.path = std::move(path);
        made.query = std::move(query);
        made.content_type = std::move(type);
        return made;
    }

    /// Status of the refusal on the header, 0 when admitted.
    int refused(const http_head& what) {
        const auto judged = api->on_head(what, platform);
        const auto* response = std::get_if<http_response>(&judged);
        return response == nullptr ? 0 : response->status;
    }

    http_response answer(http_head what, std::string body = "") {
        runtime::http_request request;
        request.head = std::move(what);
        request.body = std::move(body);
        http_response out;
        net::io_context loop;
        net::co_spawn(loop, api->on_request(std::move(request), platform),
                      [&out](std::exception_ptr failed, http_response response) {
                          ASSERT_FALSE(failed);
                          out = std::move(response);
                      });
        loop.run();
        return out;
    }

    recorded seen;
    std::optional<documents_api> api;
    runtime::peer platform;
};

TEST_F(documents_api_test, admits_a_cda_up_to_the_limit) {
    const auto judged = api->on_head(head("POST", "/v1/documents", "", "application/xml"), platform);
    ASSERT_TRUE(std::holds_alternative<runtime::admit>(judged));
    EXPECT_EQ(std::get<runtime::admit>(judged).body_limit, 1000u);
}

TEST_F(documents_api_test, judges_the_header_before_the_body) {
    EXPECT_EQ(refused(head("POST", "/v1/documents", "", "text/xml")), 0);
    EXPECT_EQ(refused(head("POST", "/v1/documents", "", "application/json")), 415);
    EXPECT_EQ(refused(head("POST", "/v1/documents", "hidden_from_patient=yes", "text/xml")), 400);
    EXPECT_EQ(refused(head("POST", "/v1/documents", "no_such_flag=true", "text/xml")), 400);
    EXPECT_EQ(refused(head("POST", "/v1/other", "", "text/xml")), 404);
    EXPECT_EQ(refused(head("GET", "/v1/documents/a/b")), 404);
    EXPECT_EQ(refused(head("DELETE", "/v1/documents")), 405);
    EXPECT_EQ(refused(head("GET", "/v1/documents/01ABC")), 0);
    EXPECT_EQ(refused(head("POST", "/v1/validate", "", "text/xml")), 0);
    EXPECT_EQ(refused(head("POST", "/v1/validate", "hidden_from_patient=true", "text/xml")), 400);
    EXPECT_EQ(refused(head("GET", "/v1/validate")), 405);
    EXPECT_EQ(refused(head("GET", "/v1/validate/01ABC")), 404);
}

TEST_F(documents_api_test, says_which_methods_a_resource_has) {
    const auto judged = api->on_head(head("PUT", "/v1/documents"), platform);
    const auto& response = std::get<http_response>(judged);
    ASSERT_EQ(response.headers.size(), 1u);
    EXPECT_EQ(response.headers.front().second, "POST, GET");
}

TEST_F(documents_api_test, refuses_a_certificate_of_no_platform) {
    platform.subject = "CN=unknown";
    EXPECT_EQ(refused(head("POST", "/v1/documents", "", "text/xml")), 403);
    EXPECT_EQ(api->figures().incidents.at("unknown-platform"), 1);
}

TEST_F(documents_api_test, hands_bytes_flags_and_platform_on) {
    seen.answer.document_id = "01ABC";
    seen.answer.body = "{}";
    const http_response response = answer(
        head("POST", "/v1/documents", "hidden_from_patient=true&masked_from_professionals=false", "text/xml"),
        "<x/>");
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(seen.bytes, "<x/>");
    EXPECT_EQ(seen.platform, "pdl");
    EXPECT_TRUE(seen.flags.hidden_from_patient);
    EXPECT_FALSE(seen.flags.masked_from_professionals);
    ASSERT_FALSE(response.headers.empty());
    EXPECT_EQ(response.headers.front(),
              (std::pair<std::string, std::string>{"Location", "/v1/documents/01ABC"}));
}

TEST_F(documents_api_test, hands_on_what_the_request_says_it_replaces) {
    answer(head("POST", "/v1/documents", "replaces=1.2.250.1.999.7&hidden_from_patient=true", "text/xml"),
           "<x/>");
    EXPECT_EQ(seen.replaces, "1.2.250.1.999.7");
    EXPECT_TRUE(seen.flags.hidden_from_patient);
    answer(head("POST", "/v1/documents", "", "text/xml"), "<x/>");
    EXPECT_EQ(seen.replaces, "");
    const std::string long_one(65, '1');
    for (const std::string& bad : {std::string{"replaces="}, std::string{"replaces=01ABC"},
                                   "replaces=" + long_one, std::string{"replaces=1.2&replaces=1.3"}})
        EXPECT_EQ(refused(head("POST", "/v1/documents", bad, "text/xml")), 400) << bad;
}

TEST_F(documents_api_test, tells_forms_and_protocols_apart) {
    struct row {
        const char* path;
        const char* type;
        int refused;
        gateway::media media;
        protocol wrapped;
    };
    const row rows[] = {
        {"/v1/documents", "application/fhir+json", 0, media::fhir, protocol::document},
        {"/v1/documents", "application/vnd.pps+json", 0, media::pps_json, protocol::document},
        {"/v1/documents", "text/xml", 0, media::cda, protocol::document},
        {"/v1/documents", "x-application/hl7-v2+er7", 415, {}, {}},
        {"/fhir", "application/fhir+json", 0, media::fhir, protocol::iti_65},
        {"/fhir/DocumentReference", "application/fhir+json", 0, media::fhir, protocol::iti_105},
        {"/fhir", "text/xml", 415, {}, {}},
    };
    for (const row& one : rows) {
        EXPECT_EQ(refused(head("POST", one.path, "", one.type)), one.refused) << one.path << one.type;
        if (one.refused != 0) continue;
        answer(head("POST", one.path, "", one.type), "x");
        EXPECT_EQ(seen.media, one.media) << one.path << one.type;
        EXPECT_EQ(seen.wrapped, one.wrapped) << one.path << one.type;
    }
}

TEST_F(documents_api_test, answers_fhir_clients_with_an_operation_outcome) {
    const auto judged = api->on_head(head("POST", "/fhir", "", "text/xml"), platform);
    const auto& response = std::get<http_response>(judged);
    EXPECT_EQ(response.content_type, "application/fhir+json");
    EXPECT_NE(response.body.find("OperationOutcome"), std::string::npos);
}

TEST_F(documents_api_test, gives_the_parts_of_a_document_to_nobody_in_between) {
    seen.content.content_type = "text/html; charset=utf-8";
    seen.content.body = "<p>";
    const http_response page = answer(head("GET", "/v1/documents/01ABC/view"));
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(seen.id, "01ABC");
    EXPECT_EQ(seen.part, content_part::view);
    EXPECT_EQ(page.headers.front(), (std::pair<std::string, std::string>{"Cache-Control", "no-store"}));
    answer(head("GET", "/v1/documents/01ABC/sent"));
    EXPECT_EQ(seen.part, content_part::sent);
    seen.content.refused_reason = "erased";
    EXPECT_EQ(answer(head("GET", "/v1/documents/01ABC/coverage")).status, 410);
}

TEST_F(documents_api_test, answers_a_verdict_and_no_place) {
    seen.answer.body = "{\"acceptable\":true}";
    const http_response response = answer(head("POST", "/v1/validate", "", "text/xml"), "<x/>");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, seen.answer.body);
    EXPECT_EQ(seen.bytes, "<x/>");
    EXPECT_TRUE(response.headers.empty());
    seen.answer.refused_reason = "overloaded";
    EXPECT_EQ(answer(head("POST", "/v1/validate", "", "text/xml"), "<x/>").status, 503);
}

TEST_F(documents_api_test, marks_a_repeated_submission) {
    seen.answer.document_id = "01ABC";
    seen.answer.repeated = true;
    const http_response response = answer(head("POST", "/v1/documents", "", "text/xml"), "<x/>");
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.headers.back(), (std::pair<std::string, std::string>{"Pps-Repeated", "true"}));
}

TEST_F(documents_api_test, turns_a_refusal_into_its_problem) {
    seen.answer.refused_reason = "storage-unavailable";
    const http_response response = answer(head("POST", "/v1/documents", "", "text/xml"), "<x/>");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.headers.front().first, "Retry-After");
}

TEST_F(documents_api_test, finds_a_document_or_says_that_there_is_none) {
    EXPECT_EQ(answer(head("GET", "/v1/documents/01ABC")).status, 404);
    EXPECT_EQ(answer(head("GET", "/v1/documents", "unique_id=1.2.3")).status, 404);
    seen.found = "{\"id\":\"01ABC\"}";
    EXPECT_EQ(answer(head("GET", "/v1/documents/01ABC")).body, "{\"id\":\"01ABC\"}");
    EXPECT_EQ(answer(head("GET", "/v1/documents", "unique_id=1.2.3")).status, 200);
    EXPECT_EQ(answer(head("GET", "/v1/documents", "unique_id=1.2.3&x=1")).status, 400);
}

TEST_F(documents_api_test, counts_requests_by_route_without_identifiers) {
    api->on_answered(head("GET", "/v1/documents/01ABC"), 200, std::chrono::milliseconds{1});
    api->on_answered(head("GET", "/somewhere"), 404, std::chrono::milliseconds{1});
    EXPECT_EQ(api->figures().requests.at("GET /v1/documents/{id} 200"), 1);
    EXPECT_EQ(api->figures().requests.at("other 404"), 1);
}

}  // namespace
}  // namespace pps::gateway::receive
