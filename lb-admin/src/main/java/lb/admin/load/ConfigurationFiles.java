package lb.admin.load;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.Hocon;
import lb.admin.config.HostNames;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.HaproxyFiles;
import lb.admin.keepalived.KeepalivedFiles;
import lb.admin.keepalived.NodeFiles;
import lb.admin.nginx.NginxFiles;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * The files that lb is given: its own, a {@code haproxy.cfg}, a {@code keepalived.conf}, or several of them, which then are
 * one configuration. Those of other programs are translated into what our own would say, with the lines they come from, and
 * go the same way from there. A folder stands for its {@code *.cfg}.
 */
public final class ConfigurationFiles {
    private final NodeIdentity identity;
    private final Map<String, String> environment;
    private final Problems problems;

    private ConfigurationFiles(NodeIdentity identity, Map<String, String> environment, Problems problems) {
        this.identity = identity;
        this.environment = environment;
        this.problems = problems;
    }

    /**
     * Reads and checks them for one node. Any thread; blocks as {@link ConfigurationFile#load(Path, NodeIdentity)}.
     *
     * @param files 1 or more
     */
    public static LoadResult load(List<Path> files, NodeIdentity identity) {
        return load(files, identity, System.getenv(), new Draft());
    }

    /**
     * The same.
     *
     * @param environment variables, in the place of those of the process
     * @param standard what counts where the files say nothing
     */
    public static LoadResult load(
            List<Path> files, NodeIdentity identity, Map<String, String> environment, Draft standard) {
        return load(files, identity, environment, standard, InetAddress::getAllByName);
    }

    /** @param lookup of host names, in the place of the system's */
    static LoadResult load(
            List<Path> files,
            NodeIdentity identity,
            Map<String, String> environment,
            Draft standard,
            HostNames.Lookup lookup) {
        List<Path> all = GivenFiles.expanded(files);
        return ConfigurationFile.load(
                all.getFirst(),
                problems -> new ConfigurationFiles(identity, environment, problems)
                        .run(GivenFiles.read(all, problems), standard),
                identity,
                environment,
                lookup);
    }

    /**
     * Makes one file of ours of those that were written for other programs, and checks it as {@link #load} does.
     *
     * @param files 1 or more
     */
    public static Conversion convert(List<Path> files, NodeIdentity identity) {
        Map<String, String> environment = System.getenv();
        List<Path> all = GivenFiles.expanded(files);
        NodeIdentity one = GivenFiles.oneOfTheirNodes(all, identity);
        AtomicReference<GivenFiles> given =
                new AtomicReference<>(new GivenFiles(List.of(), List.of(), List.of(), List.of()));
        AtomicReference<Draft> draft = new AtomicReference<>(new Draft());
        LoadResult result = ConfigurationFile.load(
                all.getFirst(),
                problems -> {
                    GivenFiles read = GivenFiles.read(all, problems);
                    Draft into = new Draft();
                    NginxFiles.translate(read.nginx(), into, problems);
                    Hocon whole = new ConfigurationFiles(one, environment, problems).read(read, into, true);
                    given.set(read);
                    draft.set(into);
                    return whole;
                },
                one,
                environment,
                InetAddress::getAllByName);
        return new Conversion(
                draft.get().toHocon(),
                result,
                Stream.of(
                                given.get().haproxy(),
                                given.get().keepalived(),
                                given.get().nginx())
                        .flatMap(kind -> shown(kind).stream())
                        .toList(),
                shown(given.get().own()));
    }

    private static List<String> shown(List<SourceText> files) {
        return files.stream().map(SourceText::shown).toList();
    }

    /** Those of nginx cannot be run. */
    private Hocon run(GivenFiles given, Draft standard) {
        given.nginx()
                .forEach(file -> problems.error(
                        new Place(file.shown(), 0),
                        "is a configuration of nginx, which lb does not run (lb convert " + file.shown()
                                + " prints what of it can be said in lb's own file)"));
        return read(given, standard, false);
    }

    /**
     * Reads all of them as one.
     *
     * @param draft gets what files of other programs mean, and may hold something of others already
     * @param several whether files of keepalived may be those of several nodes
     */
    private Hocon read(GivenFiles given, Draft draft, boolean several) {
        List<String> translated = new ArrayList<>(shown(given.nginx()));
        List<Hocon> own = new ArrayList<>();
        List<BrokenFileException> broken = new ArrayList<>();
        for (SourceText source : given.own()) {
            try {
                own.add(Hocon.parse(source));
            } catch (BrokenFileException e) {
                broken.add(e);
            }
        }
        boolean listens = own.stream().anyMatch(Hocon::hasFrontends);
        translated.addAll(translate(given, draft, listens, several));
        Hocon whole = new Hocon(draft.toConfig(), List.of(), translated);
        for (Hocon one : own) {
            whole = whole.under(one);
        }
        BrokenFileException last = whole.files().isEmpty() && !broken.isEmpty() ? broken.removeLast() : null;
        broken.forEach(one -> GivenFiles.tell(one, problems));
        if (last != null) {
            throw last;
        }
        return whole;
    }

    /**
     * Returns the names of the files that were read, with those that they include.
     *
     * @param listens whether our own files have frontends
     */
    private List<String> translate(GivenFiles given, Draft draft, boolean listens, boolean several) {
        List<String> translated = new ArrayList<>();
        if (!given.haproxy().isEmpty()) {
            translated.addAll(HaproxyFiles.translate(given.haproxy(), environment, draft, problems));
        }
        boolean balances = listens || !given.haproxy().isEmpty();
        List<SourceText> keepalived = given.keepalived();
        if (NodeFiles.areThese(keepalived)) {
            if (several) {
                NodeFiles.translate(keepalived, identity, balances, draft, problems)
                        .values()
                        .forEach(translated::addAll);
                return translated.stream().distinct().toList();
            }
            problems.error(
                    new Place(keepalived.getLast().shown(), 0),
                    "has a virtual router of another one of these files, as the file of another node has (expected: this"
                            + " node's own alone; lb convert makes one file of those of all nodes)");
            keepalived = keepalived.subList(0, 1);
        }
        if (!keepalived.isEmpty()) {
            translated.addAll(KeepalivedFiles.translate(keepalived, identity, balances, draft, problems));
        }
        return translated;
    }
}
