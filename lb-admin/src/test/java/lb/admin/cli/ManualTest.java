package lb.admin.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lb.admin.documents.ManualPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/man/lb.1 tells the commands and options that there are. */
class ManualTest {
    @Test
    void theManualTellsEveryCommandAndOption() throws IOException {
        var page = new ManualPage("lb", 1)
                .section("NAME")
                .paragraph("lb - load balancer with high availability built in")
                .section("SYNOPSIS")
                .paragraph("`lb` COMMAND [OPTION]... [ARGUMENT]...")
                .section("DESCRIPTION")
                .paragraph(
                        "Balances HTTP, TCP and UDP over servers and, in the same process, is a VRRP peer that owns or"
                                + " yields virtual IP addresses. Its file is told in `lb.conf`(5); files of HAProxy and keepalived"
                                + " are read as they are.")
                .section("COMMANDS");
        commands(LbCommand.line(), page);
        page.section("EXIT STATUS")
                .item("0", "Success.")
                .item("1", "A configuration with problems, a failed start, or what was asked for was not done.")
                .item("2", "Wrong usage.")
                .paragraph("Commands that have others tell them above.")
                .section("FILES")
                .item("/etc/lb/lb.conf", "The configuration of the service of the Debian package.")
                .item("/usr/lib/lb/conf", "Examples.")
                .section("EXAMPLES")
                .example("lb check /etc/lb/lb.conf\nlb convert haproxy.cfg keepalived.conf -o lb.conf\n"
                        + "lb drain web2 --wait 30s\nlb yield web && systemctl stop lb")
                .section("SEE ALSO")
                .paragraph("`lb.conf`(5), `haproxy`(1), `keepalived`(8)")
                .isTheOneIn("lb.1");
    }

    private static void commands(CommandLine line, ManualPage page) {
        for (var command : line.getSubcommands().values()) {
            var spec = command.getCommandSpec();
            page.part(spec.qualifiedName() + arguments(spec));
            page.paragraph(String.join(" ", spec.usageMessage().description()));
            for (var argument : spec.positionalParameters()) {
                if (!argument.hidden()) {
                    page.item(argument.paramLabel(), String.join(" ", argument.description()));
                }
            }
            for (var option : spec.options()) {
                if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                    page.item(names(option), String.join(" ", option.description()));
                }
            }
            spec.usageMessage()
                    .exitCodeList()
                    .forEach((status, means) -> page.item("exit status " + status.strip(), means));
            commands(command, page);
        }
    }

    private static String arguments(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        spec.positionalParameters().stream()
                .filter(one -> !one.hidden())
                .forEach(one -> words.add(one.arity().min() == 0 ? "[" + one.paramLabel() + "]" : one.paramLabel()));
        return words.isEmpty() ? "" : " " + String.join(" ", words);
    }

    private static String names(OptionSpec option) {
        var value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return String.join(", ", option.names()) + value;
    }
}
