package lb.admin.keepalived;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problem;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * What texts as files of keepalived become.
 *
 * @param hocon as lb convert prints it
 */
record Translating(String hocon, List<String> errors, List<String> warnings, List<String> notes) {
    /** @param interfaces such as {@code eth1 10.0.0.1/24} */
    static NodeIdentity machine(String hostName, String... interfaces) {
        return new NodeIdentity(
                null,
                hostName,
                Arrays.stream(interfaces).map(Translating::device).toList());
    }

    private static NodeIdentity.Interface device(String text) {
        String[] words = text.split(" ");
        return new NodeIdentity.Interface(
                words[0],
                Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.split("/"))
                        .map(parts -> new NodeIdentity.InterfaceAddress(
                                InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1])))
                        .toList());
    }

    /** A text on the node ha1, which is the balancer, too. */
    static Translating balancing(String text) {
        return of(text, machine("ha1", "eth1 10.0.0.1/24"), true);
    }

    static Translating of(String text, NodeIdentity machine, boolean balances) {
        return of(
                SourceText.of(Path.of("keepalived.conf"), "k", text.getBytes(StandardCharsets.UTF_8)),
                machine,
                balances);
    }

    static Translating of(SourceText file, NodeIdentity machine, boolean balances) {
        Problems problems = new Problems();
        Draft draft = new Draft();
        List<String> files = KeepalivedFiles.translate(List.of(file), machine, balances, draft, problems);
        return new Translating(
                draft.toHocon(),
                texts(problems.errors(files)),
                texts(problems.warnings(files)),
                texts(problems.notes(files)));
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }
}
