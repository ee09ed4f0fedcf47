package lb.admin.load;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.Hocon;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.HaproxyFiles;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * The socket of a master process as HAProxy's command line has it ({@code -S}): an address and options of a bind with commas
 * between, which mean what they mean behind {@code stats socket}.
 */
public final class MasterSocket {
    /** Its place in messages. */
    private static final String OPTION = "-S";

    private static final Pattern WORDS = Pattern.compile("[!-~&&[^\"'\\\\#$]]+");

    private MasterSocket() {}

    /** A configuration that has it for its runtime socket, or what is wrong with it. Any thread. */
    public static LoadResult load(String value) {
        return ConfigurationFile.load(
                Path.of(OPTION),
                problems -> {
                    Draft draft = new Draft();
                    translate(value, draft, problems);
                    return new Hocon(draft.toConfig(), List.of(), List.of(OPTION));
                },
                NodeIdentity.of(null),
                Map.of(),
                InetAddress::getAllByName);
    }

    private static void translate(String value, Draft draft, Problems problems) {
        if (!WORDS.matcher(value).matches()) {
            problems.error(
                    new Place(OPTION, 0),
                    "expected: an address and options of a bind with commas between, such as /run/haproxy-master.sock,mode,600");
            return;
        }
        int end = value.indexOf(',') < 0 ? value.length() : value.indexOf(',');
        // More may be said behind it.
        String line =
                value.substring(0, end) + " level admin" + value.substring(end).replace(',', ' ');
        SourceText text = new SourceText(Path.of(OPTION), OPTION, "global\n stats socket " + line + "\n");
        HaproxyFiles.translate(List.of(text), Map.of(), draft, problems);
    }
}
