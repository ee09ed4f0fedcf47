package lb.admin.keepalived;

import java.util.List;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/** Configuration files of keepalived. */
public final class KeepalivedFiles {
    private KeepalivedFiles() {}

    /**
     * Puts what they mean into a configuration of ours.
     *
     * @param identity of the machine, which a file of keepalived does not name
     * @param balances whether this process is the balancer, too, whose life such files watch by scripts
     * @param problems gets everything that is wrong with them
     * @return names of all files that were read
     */
    public static List<String> translate(
            List<SourceText> files, NodeIdentity identity, boolean balances, Draft into, Problems problems) {
        files.forEach(file -> problems.error(
                new Place(file.shown(), 0),
                "is a configuration of keepalived: reading one is not done yet in this version"
                        + " (docs/differences-from-haproxy.md tells what to write instead)"));
        return files.stream().map(SourceText::shown).toList();
    }
}
