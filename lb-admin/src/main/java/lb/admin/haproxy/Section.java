package lb.admin.haproxy;

import java.util.List;

/**
 * A section as it stands in the file.
 *
 * @param head the line that begins it
 * @param name empty where it has none
 * @param rest words behind the name
 * @param lines its statements
 */
record Section(Context kind, Line head, String name, List<String> rest, List<Line> lines) {
    Section {
        rest = List.copyOf(rest);
        lines = List.copyOf(lines);
    }
}
