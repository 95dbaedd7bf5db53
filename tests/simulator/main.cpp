#include "tests/simulator/server.hpp"
#include "tests/simulator/signature.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

struct arguments {
    pps::simulator::server_settings server;
    std::string trusted_file, crl_file, environment = "test", state_file, ports_file;
    std::vector<std::string> structures;
    bool quiet = false;
};

void declare(CLI::App& app, arguments& to) {
    app.add_option("--address", to.server.address, "Address to listen on")->capture_default_str();
    app.add_option("--port", to.server.port, "TLS port, 0 for any")->capture_default_str();
    app.add_option("--admin-port", to.server.admin_port, "Plain HTTP port on loopback, 0 for any")
        ->capture_default_str();
    app.add_option("--certificate", to.server.certificate_file, "Server certificate and its chain, PEM")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--key", to.server.key_file, "Server key, PEM")->required()->check(CLI::ExistingFile);
    app.add_option("--trusted", to.trusted_file, "Trusted issuers, PEM")
        ->required()
        ->check(CLI::ExistingFile);
    app.add_option("--crl", to.crl_file, "Revocation lists, PEM")->required()->check(CLI::ExistingFile);
    app.add_option("--environment", to.environment, "Which INS are accepted")
        ->check(CLI::IsMember({"test", "production"}))
        ->capture_default_str();
    app.add_option("--allow-structure", to.structures,
                   "Identifiant_Structure accepted besides the certificate's OU");
    app.add_option("--state", to.state_file, "File in which the registry survives a restart");
    app.add_option("--ports-file", to.ports_file, "JSON file to write once listening");
    app.add_option("--threads", to.server.threads, "Verification threads")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    app.add_flag("--quiet", to.quiet, "Print nothing when ready");
}

/// Renamed into place, so that a reader never sees half of it.
void write_ports(const std::string& path, unsigned port, unsigned admin_port) {
    const std::string fresh = path + ".new";
    {
        std::ofstream out(fresh);
        out << "{\"port\":" << port << ",\"admin_port\":" << admin_port << "}\n";
        out.flush();
        if (!out) throw std::runtime_error("the ports file cannot be written");
    }
    std::filesystem::rename(fresh, path);
}

int run(const arguments& given) {
    namespace simulator = pps::simulator;
    const simulator::xmlsec_library xmlsec;
    simulator::trust issuers(given.trusted_file, given.crl_file);
    simulator::registry documents(given.state_file);
    simulator::fault_plan faults;
    simulator::dmp_settings settings;
    settings.where =
        given.environment == "production" ? simulator::environment::production : simulator::environment::test;
    settings.allowed_structures = {given.structures.begin(), given.structures.end()};
    simulator::dmp service(settings, issuers, documents);
    simulator::server server(given.server, issuers, {service, documents, faults});
    server.stop_on_signals();
    if (!given.ports_file.empty()) write_ports(given.ports_file, server.port(), server.admin_port());
    if (!given.quiet)
        std::cout << "dmp-simulator ready: https " << given.server.address << ':' << server.port()
                  << ", admin http 127.0.0.1:" << server.admin_port() << std::endl;
    server.run();
    return 0;
}

}  // namespace

int main(int count, char** values) {
    CLI::App app("A DMP that refuses what the DMP refuses", "dmp-simulator");
    arguments given;
    declare(app, given);
    CLI11_PARSE(app, count, values);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return run(given);
    } catch (const std::exception& failure) {
        std::cerr << "dmp-simulator: " << failure.what() << '\n';
        return 1;
    }
}
