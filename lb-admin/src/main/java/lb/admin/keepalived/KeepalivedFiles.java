package lb.admin.keepalived;

import java.util.List;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/** Configuration files of keepalived. */
public final class KeepalivedFiles {
    private KeepalivedFiles() {}

    /**
     * Puts what they mean into a configuration of ours. Nothing that they name is ever run.
     *
     * @param identity of the machine, which a file of keepalived does not name
     * @param balances whether this process is the balancer, too, whose life such files watch by scripts
     * @param problems gets everything that is wrong with them
     * @return names of all files that were read
     */
    public static List<String> translate(
            List<SourceText> files, NodeIdentity identity, boolean balances, Draft into, Problems problems) {
        Machine machine = new Machine(identity);
        Lines lines = new Lines(machine.configId(), problems);
        files.forEach(lines::read);
        List<Statement> statements = Statements.of(lines.all(), problems);
        new Translation(machine, balances, files.getFirst().path(), problems).translate(statements, into);
        return lines.files();
    }
}
