#include "gateway/app/convert.hpp"
#include "gateway/app/push.hpp"
#include "gateway/app/serve.hpp"
#include "gateway/app/validate.hpp"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
    using namespace pps::gateway::app;
    CLI::App cli{"PPS gateway: takes cancer care plans (PPS) from regional platforms to the national DMP."};
    cli.set_version_flag("--version", "pps-gateway " PPS_VERSION);
    cli.require_subcommand(1);

    std::string config;
    CLI::App* serve_command =
        cli.add_subcommand("serve", "Run the gateway until SIGTERM; SIGHUP reloads certificates.");
    serve_command->add_option("--config", config, "Configuration file (see config/gateway.reference.json)")
        ->required();
    CLI::App* check_command =
        cli.add_subcommand("check-config", "Say everything that is wrong with a configuration.");
    check_command->add_option("--config", config, "Configuration file")->required();

    push_options push_how;
    CLI::App* push_command =
        cli.add_subcommand("push", "Send documents or messages to a gateway, as a platform does.");
    const auto by_https =
        push_command->add_option("--url", push_how.url, "https://host[:port] of the gateway");
    push_command
        ->add_option("--mllp", push_how.mllp,
                     "host:port of the gateway: sends HL7 v2 messages over MLLP in TLS instead")
        ->excludes(by_https);
    push_command->add_option("--certificate", push_how.certificate, "Client certificate chain (PEM)")
        ->required();
    push_command->add_option("--key", push_how.key, "Its private key (PEM, mode 0600)")->required();
    push_command
        ->add_option("--trusted", push_how.trusted,
                     "CA certificates that the gateway is verified against (PEM)")
        ->required();
    push_command->add_option("--crl", push_how.crl, "Their revocation lists (PEM)");
    push_command
        ->add_option("--connections", push_how.connections,
                     "Sent at once; documents 4, messages 1 when left out")
        ->check(CLI::Range(1, 64));
    push_command->add_option("--timeout", push_how.timeout_seconds, "Seconds for an answer")
        ->check(CLI::Range(1, 600))
        ->capture_default_str();
    push_command->add_flag("--wait", push_how.wait, "Wait until the DMP has answered, and print the receipt");
    push_command->add_option("--wait-limit", push_how.wait_seconds, "Seconds to wait for the DMP at most")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    push_command->add_flag("--json", push_how.json, "Print one JSON object per file instead of text");
    push_command->add_flag("--masked-from-professionals", push_how.masked_from_professionals);
    push_command->add_flag("--hidden-from-patient", push_how.hidden_from_patient);
    push_command->add_flag("--hidden-from-representatives", push_how.hidden_from_representatives);
    push_command->add_flag("--secret-connection", push_how.secret_connection);
    push_command
        ->add_option("files", push_how.files, "Documents (CDA, FHIR Bundle or JSON), or with --mllp messages")
        ->required()
        ->check(CLI::ExistingFile);

    validate_options validate_how;
    CLI::App* validate_command =
        cli.add_subcommand("validate", "Judge documents by the official bundle and our own rules.");
    validate_command
        ->add_option("--bundle", validate_how.bundle, "Folder of the official bundle (TestContenuCDA)")
        ->check(CLI::ExistingDirectory);
    validate_command
        ->add_option("--supplement", validate_how.supplement, "Folder of files that the bundle lacks")
        ->check(CLI::ExistingDirectory);
    validate_command
        ->add_option("--rules", validate_how.rules,
                     "Folder of our own rules [those installed with the program]")
        ->check(CLI::ExistingDirectory);
    validate_command->add_option("--format", validate_how.format, "text, json (one object per file) or svrl")
        ->check(CLI::IsMember({"text", "json", "svrl"}))
        ->capture_default_str();
    validate_command->add_flag("--production", validate_how.production,
                               "Expect real INS instead of test ones");
    validate_command->add_flag("--strict", validate_how.strict, "HL7 v2 messages to the letter of the volet");
    validate_command->add_option("files", validate_how.files, "CDA, HL7 v2 messages, FHIR Bundles or JSON")
        ->required();

    convert_options convert_how;
    CLI::App* convert_command =
        cli.add_subcommand("convert", "Convert one document from one form to another.");
    convert_command->add_option("--from", convert_how.from, "Form of the document")
        ->check(CLI::IsMember({"auto", "cda", "fhir", "json", "hl7v2"}))
        ->capture_default_str();
    convert_command->add_option("--to", convert_how.to, "Form to write; xds: the metadata of the DMP")
        ->check(CLI::IsMember({"cda", "fhir", "json", "html", "xds"}))
        ->required();
    convert_command->add_option("--output", convert_how.output, "File to write, - for standard output")
        ->capture_default_str();
    convert_command->add_flag("--coverage", convert_how.coverage,
                              "Tell on standard error what was read and what was not");
    convert_command->add_option("file", convert_how.file, "Document, - for standard input")
        ->capture_default_str();

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& stopped) {
        return cli.exit(stopped) == 0 ? exit_ok : exit_usage;
    }
    if (*serve_command) return serve(config);
    if (*check_command) return check_config(config);
    if (*validate_command) return validate(validate_how);
    if (*convert_command) return convert(convert_how);
    return push(push_how);
}
