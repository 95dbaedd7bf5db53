#include "gateway/store/integrity.hpp"

#include "fixture.hpp"

#include <thread>

namespace pps::gateway::store {
namespace {

TEST(integrity_check, that_is_ended_early_takes_nothing_for_damage) {
    temporary_folder folder;
    {
        auto s = open_in(folder / "store");
        for (int n = 0; n < 20; ++n)
            s.accept(document(n, 100'000));
    }
    for (int round = 0; round < 20; ++round) {
        health_board board;
        integrity_check check{{folder / "store/pps.db", "", 0, true}, board};
        std::this_thread::sleep_for(std::chrono::microseconds{100 * round});
        check.pause();
        check.stop();
        EXPECT_TRUE(board.read().integrity_ok);
    }
}

TEST(integrity_check, ends_without_a_verdict_when_there_is_nothing_to_read) {
    temporary_folder folder;
    health_board board;
    {
        integrity_check check{{folder / "none.db", "", 0, true}, board};
        check.stop();
    }
    EXPECT_FALSE(board.read().integrity_complete);
}

}  // namespace
}  // namespace pps::gateway::store
