package lb.admin.cli;

import java.util.List;
import lb.admin.cli.NodeView.Row;
import lb.admin.problem.Words;

/** Which server is meant: {@code backend/server}, or a server's name alone that no other has. Pure. */
final class ServerChoice {
    private ServerChoice() {}

    static Row of(String name, NodeView view) throws RefusedException {
        List<Row> servers = view.of('S');
        List<Row> meant = servers.stream()
                .filter(row -> name.equals(row.path()) || name.equals(row.text("svname")))
                .toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        if (meant.isEmpty()) {
            List<String> names = servers.stream()
                    .map(row -> name.contains("/") ? row.path() : row.text("svname"))
                    .toList();
            throw new RefusedException("there is no server \"" + name + "\""
                    + Words.nearest(name, names)
                            .map(near -> " (did you mean \"" + near + "\"?)")
                            .orElse("; \"lb servers\" shows those that there are"));
        }
        throw new RefusedException("there are several servers \"" + name + "\" (expected: "
                + String.join(" or ", meant.stream().map(Row::path).toList()) + ")");
    }
}
