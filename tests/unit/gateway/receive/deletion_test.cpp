#include "gateway/core/deletion_reason.hpp"
#include "gateway/receive/documents_api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace pps::gateway::receive {
namespace {

namespace net = boost::asio;
using runtime::http_head;
using runtime::http_response;

/// DELETE /v1/documents/{id}, with what the service behind the listener was given and answers.
class deletion : public testing::Test {
  protected:
    deletion() {
        authenticate::registry::entry entry;
        entry.platform.id = "pdl";
        entry.certificate_subjects = {"CN=pdl"};
        documents_service service;
        service.remove = [this](std::string id, std::string reason, std::string platform) {
            return remove(std::move(id), std::move(reason), std::move(platform));
        };
        api.emplace(
            documents_api::options{},
            std::make_shared<const authenticate::registry>(std::vector<authenticate::registry::entry>{entry}),
            std::move(service));
        from.subject = "CN=pdl";
        outcome.document_id = "01ABC";
        outcome.body = "{}";
    }

    net::awaitable<submission_outcome> remove(std::string id, std::string reason, std::string platform) {
        asked = {id, reason, platform};
        co_return outcome;
    }

    static http_head head(std::string query) {
        http_head made;
        made.method = "DELETE";
        made.path = "/v1/documents/01ABC";
        made.query = std::move(query);
        return made;
    }

    http_response answer(std::string query) {
        runtime::http_request request;
        request.head = head(std::move(query));
        http_response out;
        net::io_context loop;
        net::co_spawn(loop, api->on_request(std::move(request), from),
                      [&out](std::exception_ptr failed, http_response response) {
                          ASSERT_FALSE(failed);
                          out = std::move(response);
                      });
        loop.run();
        return out;
    }

    std::optional<documents_api> api;
    runtime::peer from;
    submission_outcome outcome;
    std::vector<std::string> asked;
};

TEST_F(deletion, is_admitted_without_a_body) {
    const auto judged = api->on_head(head("reason=error"), from);
    ASSERT_TRUE(std::holds_alternative<runtime::admit>(judged));
    EXPECT_EQ(std::get<runtime::admit>(judged).body_limit, 0u);
}

TEST_F(deletion, hands_id_reason_and_platform_on_for_every_reason) {
    for (const auto& reason : deletion_reason_rows) {
        const http_response response = answer("reason=" + std::string{reason.code});
        EXPECT_EQ(response.status, 202);
        EXPECT_EQ(response.content_type, "application/json");
        EXPECT_EQ(response.body, "{}");
        EXPECT_EQ(response.headers.front(),
                  (std::pair<std::string, std::string>{"Location", "/v1/documents/01ABC"}));
        EXPECT_EQ(asked, (std::vector<std::string>{"01ABC", std::string{reason.code}, "pdl"}));
    }
}

TEST_F(deletion, needs_one_reason_of_the_table_and_nothing_else) {
    for (const char* query : {"", "reason", "reason=", "reason=because", "reason=Error", "reason=error&x=1",
                              "reason=error&reason=error", "why=error"}) {
        const http_response response = answer(query);
        EXPECT_EQ(response.status, 400) << query;
        EXPECT_NE(response.body.find("bad-reason"), std::string::npos) << query;
    }
    EXPECT_TRUE(asked.empty());
}

TEST_F(deletion, says_that_it_was_asked_for_before) {
    outcome.repeated = true;
    EXPECT_EQ(answer("reason=error").headers.back(),
              (std::pair<std::string, std::string>{"Pps-Repeated", "true"}));
}

TEST_F(deletion, turns_a_refusal_into_its_problem) {
    outcome.body.clear();
    const std::pair<const char*, int> refusals[] = {
        {"not-found", 404}, {"erased", 410}, {"overloaded", 503}, {"storage-unavailable", 503}};
    for (const auto& [reason, status] : refusals) {
        outcome.refused_reason = reason;
        const http_response response = answer("reason=error");
        EXPECT_EQ(response.status, status) << reason;
        EXPECT_EQ(response.content_type, "application/problem+json");
    }
}

TEST_F(deletion, is_counted_by_its_route_without_the_id) {
    api->on_answered(head("reason=error"), 202, std::chrono::milliseconds{1});
    EXPECT_EQ(api->figures().requests.at("DELETE /v1/documents/{id} 202"), 1);
    EXPECT_EQ(api->figures().answered, 0) << "no submission";
}

}  // namespace
}  // namespace pps::gateway::receive
