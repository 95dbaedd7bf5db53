#pragma once

#include "cda/validation/vocabulary.hpp"
#include "cda/validation/xpath/expression.hpp"
#include "cda/validation/xpath/limits.hpp"

#include <cstdint>
#include <map>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace pps::cda::validation::xpath {

/// The context item, its position and the size of what it belongs to.
struct focus {
    item here;
    std::size_t position = 1;
    std::size_t size = 1;
};

/// Why an expression has no value.
struct failure {
    std::string code;     ///< Of XPath: "FORG0001"; "limit" for a bound.
    std::string message;  ///< Holds no value of the document.
};

/// A callable taken by reference, for the time of a call. Answers false to stop.
class sink {
  public:
    template <typename F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, sink>) sink(F&& f)
    noexcept
        : object_(const_cast<void*>(static_cast<const void*>(&f))),
          call_([](void* o, const item& i) { return (*static_cast<std::remove_reference_t<F>*>(o))(i); }) {}
    bool operator()(const item& i) const { return call_(object_, i); }

  private:
    void* object_;
    bool (*call_)(void*, const item&);
};

/// Evaluates compiled expressions over one document and the files of the bundle. One per call, one thread.
/// A dynamic error does not throw: `failed()` is then true and the values returned mean nothing.
class evaluator {
  public:
    /// `used` is shared by the evaluations of one judgement and outlives them; null: this is the only one.
    evaluator(const tree& document, const symbols& names, const vocabulary& files,
              const xpath::limits& bounds, std::int64_t now_microseconds, spent* used = nullptr);

    // ---- For the caller

    /// Variables: all undefined at first.
    void reserve_slots(std::size_t count) { slots_.resize(count); }
    /// A variable evaluated when it is first read; `global`: with the document as its context.
    void define(std::uint32_t slot, const expression& value, bool global);
    /// The node of which rules speak: context of their variables and current().
    void set_current(item node) { current_ = node; }
    /// Folder against which document() resolves.
    void set_base(const std::string& folder) { base_ = folder; }

    bool boolean(const expression& e, const focus& f);
    void eval(const expression& e, const focus& f, sequence& out);
    /// The items in any order and perhaps repeated; false when the sink stopped it.
    bool each(const expression& e, const focus& f, sink out);
    /// Symbol of the local name of a node of the document.
    std::uint32_t local_symbol(node_id node) const noexcept {
        return names_.of[documents_.front().document->at(node).name].local;
    }
    /// One step of a pattern: the node against a test and predicates.
    bool test_node(const expression& step, const item& node);

    bool failed() const noexcept { return failed_; }
    const failure& error() const noexcept { return error_; }
    void clear_error() noexcept;
    /// Nothing more can be judged of this document.
    bool exhausted() const noexcept {
        return used_->steps > bounds_.max_steps || used_->text > bounds_.max_text;
    }
    /// Takes steps; false when there are none left or something failed before.
    bool spend(std::uint64_t steps = 1) {
        used_->steps += steps;
        if (used_->steps > bounds_.max_steps) fail("limit", "too many steps");
        return !failed_;
    }
    /// Takes bytes of a text that is made; false as above.
    bool spend_text(std::size_t bytes);

    // ---- For functions and comparisons

    void fail(std::string_view code, std::string_view message);
    const tree& document_of(const item& i) const { return *documents_[i.document].document; }
    bool matches(const node_test& test, const item& i, axis along) const;
    std::string_view string_value(const item& node);
    /// As fn:string of one atomic item or node.
    std::string_view text_of(const item& i);
    item atomize(const item& i);
    /// Atomized items; order kept.
    void atoms(const expression& e, const focus& f, sequence& out);
    /// At most one atomized item (XPTY0004 otherwise).
    bool optional_atom(const expression& e, const focus& f, item& out);
    /// An argument of type xs:string?: "" when empty.
    std::string_view string_argument(const expression& e, const focus& f);
    double number_argument(const expression& e, const focus& f, bool& empty);
    bool effective_boolean(const sequence& s);
    std::string_view keep(std::string_view text);
    const wide* keep(wide d);
    const qname* keep(const qname& n);
    item of_decimal(wide d);
    bool cast(const item& from, cast_type to, item& out, const item* element);
    /// Three-way comparison of values of comparable types; `unordered` for NaN.
    enum class order { less, equal, greater, unordered };
    bool compare(const item& a, const item& b, comparison how, bool& result);
    bool general_pair(const item& a, const item& b, comparison how);
    bool general(const expression& e, const focus& f);
    void value_comparison(const expression& e, const focus& f, sequence& out);
    void arithmetic(const expression& e, const focus& f, sequence& out);
    void sort_nodes(sequence& s);
    const item& current() const noexcept { return current_; }
    std::int64_t now() const noexcept { return now_; }
    const sequence& variable(std::uint32_t slot);
    /// The document node of a file; false with a failure when there is none.
    bool open(std::string_view uri, item& out);
    bool available(std::string_view uri);
    const regex* dynamic_pattern(std::string_view pattern, std::string_view flags);
    bool contains(const regex& pattern, std::string_view text);
    std::optional<regex::match> search(const regex& pattern, std::string_view text, std::size_t from);
    /// Appends to a text that is being made; false when it becomes too long.
    bool append(std::string& made, std::string_view piece);

  private:
    struct variable_state {
        enum class phase : std::uint8_t { undefined, defined, running, ready };
        phase at = phase::undefined;
        bool global = false;
        const expression* definition = nullptr;
        sequence value;
    };
    struct document_view {
        const tree* document;
        const name_table* names;
        const vocabulary_file* file;
    };

    // A level of nesting, for as long as it lives: what bounds the stack.
    class level {
      public:
        explicit level(evaluator& of) : of_(of) {
            if (++of_.depth_ > of_.bounds_.max_depth) of_.fail("limit", "nested too deeply");
        }
        ~level() { --of_.depth_; }
        level(const level&) = delete;
        level& operator=(const level&) = delete;

      private:
        evaluator& of_;
    };

    std::uint64_t left() const noexcept {
        return used_->steps < bounds_.max_steps ? bounds_.max_steps - used_->steps : 0;
    }
    void compute(const expression& e, const focus& f, sequence& out);
    bool walk(const expression& path, std::size_t step, const item& from, sink out);
    bool walk_axis(const expression& step, const item& from, sink out);
    bool walk_indexed(const expression& step, const item& from, sink out, bool& used);
    bool axis_nodes(const expression& step, const item& from, sink out);
    bool holds(const expression& predicate, const item& node);
    void filter(sequence& items, const expression& predicate);
    void eval_path(const expression& e, const focus& f, sequence& out);
    void set_operation(const expression& e, const focus& f, sequence& out);
    bool quantified(const expression& e, const focus& f);
    void loop(const expression& e, const focus& f, sequence& out);
    const text_set* constant_set(const expression& e);

    const vocabulary& files_;
    xpath::limits bounds_;
    std::int64_t now_;
    name_table names_;
    std::vector<document_view> documents_;
    std::map<std::string, std::uint32_t, std::less<>> opened_;
    std::map<std::string, std::unique_ptr<regex>, std::less<>> patterns_;
    std::vector<variable_state> slots_;
    std::pmr::monotonic_buffer_resource arena_{4096};
    spent own_;
    spent* used_;
    std::size_t depth_ = 0;
    item current_;
    std::string base_;
    bool failed_ = false;
    failure error_;
};

}  // namespace pps::cda::validation::xpath
