package lb.admin.load;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.ForeignFile;
import lb.admin.config.Hocon;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.HaproxyFiles;
import lb.admin.keepalived.KeepalivedFiles;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * The files that lb is given: its own, a {@code haproxy.cfg}, a {@code keepalived.conf}, or several of them, which then are
 * one configuration. Those of other programs are translated into what our own would say, with the lines they come from, and
 * go the same way from there.
 */
public final class ConfigurationFiles {
    private ConfigurationFiles() {}

    /**
     * Reads and checks them for one node. Any thread; blocks as {@link ConfigurationFile#load(Path, NodeIdentity)}.
     *
     * @param files 1 or more
     */
    public static LoadResult load(List<Path> files, NodeIdentity identity) {
        Map<String, String> environment = System.getenv();
        return ConfigurationFile.load(
                files.getFirst(),
                problems -> read(files, identity, environment, problems),
                identity,
                environment,
                InetAddress::getAllByName);
    }

    private static Hocon read(
            List<Path> files, NodeIdentity identity, Map<String, String> environment, Problems problems) {
        List<SourceText> haproxy = new ArrayList<>();
        List<SourceText> keepalived = new ArrayList<>();
        List<SourceText> own = new ArrayList<>();
        for (Path file : files) {
            SourceText source = SourceText.read(file, file.toString());
            switch (ForeignFile.programOf(source.text())) {
                case HAPROXY -> haproxy.add(source);
                case KEEPALIVED -> keepalived.add(source);
                case NONE -> own.add(source);
            }
        }
        List<String> translated = new ArrayList<>();
        Draft draft = translate(haproxy, keepalived, identity, environment, problems, translated);
        Hocon whole = new Hocon(draft.toConfig(), List.of(), translated);
        for (SourceText source : own) {
            whole = whole.under(Hocon.parse(source));
        }
        return whole;
    }

    /** @param translated gets the names of the files that were read, with those that they include */
    private static Draft translate(
            List<SourceText> haproxy,
            List<SourceText> keepalived,
            NodeIdentity identity,
            Map<String, String> environment,
            Problems problems,
            List<String> translated) {
        Draft draft = new Draft();
        if (!haproxy.isEmpty()) {
            translated.addAll(HaproxyFiles.translate(haproxy, environment, draft, problems));
        }
        if (!keepalived.isEmpty()) {
            translated.addAll(KeepalivedFiles.translate(keepalived, identity, !haproxy.isEmpty(), draft, problems));
        }
        return draft;
    }
}
