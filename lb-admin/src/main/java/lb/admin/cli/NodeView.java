package lb.admin.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.admin.runtime.Answers;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;

/**
 * A running node, as its runtime socket tells of it.
 *
 * @param info what {@code show info} says
 * @param rows what {@code show stat} says
 * @param vrrp what {@code show vrrp json} says
 */
record NodeView(Map<String, String> info, List<Row> rows, JsonObject vrrp) {
    private static final String QUESTION = "show info;show stat typed;show vrrp json";

    /**
     * The figures of a frontend, a backend or a server.
     *
     * @param type {@code F}, {@code B} or {@code S}
     * @param values by the names of their columns
     */
    record Row(char type, Map<String, String> values) {
        /** Empty where the column does not apply. */
        String text(String column) {
            return values.getOrDefault(column, "");
        }

        /** 0 where the column does not apply. */
        long number(String column) {
            String text = text(column);
            return text.isEmpty() ? 0 : Long.parseLong(text);
        }

        /** Name of the frontend or backend. */
        String proxy() {
            return text("pxname");
        }

        /** {@code backend/server}. */
        String path() {
            return proxy() + "/" + text("svname");
        }

        /** Its status as a sentence has it. */
        String status() {
            String status = text("status");
            return status.equals("no check") ? "UP, not checked" : status;
        }

        /** Whether it serves. */
        boolean isUp() {
            String status = text("status");
            return status.startsWith("UP") || status.equals("no check") || status.equals("OPEN");
        }
    }

    /** Asks the node. */
    static NodeView ask(RuntimeClient client) throws RuntimeSocketException, RefusedException {
        String answer = client.ask(QUESTION);
        if (Answers.isRefusal(answer)) {
            throw new RefusedException(answer);
        }
        try {
            return of(answer);
        } catch (RuntimeException e) {
            throw new RefusedException(
                    "the node answers something that is not understood, perhaps it is of another version");
        }
    }

    /** @throws RuntimeException when it is not what a node answers */
    static NodeView of(String answer) {
        String[] answers = answer.split("\n\n", 3);
        Map<String, String> info = new LinkedHashMap<>();
        answers[0].lines().map(line -> line.split(": ", 2)).forEach(pair -> info.put(pair[0], pair[1]));
        return new NodeView(
                info, rows(answers[1]), JsonParser.parseString(answers[2]).getAsJsonObject());
    }

    /** {@code S.3.1.7.stot.1:MCP:u64:42}: the first three are the row's, the fifth is the column's name. */
    private static List<Row> rows(String typed) {
        List<Row> rows = new ArrayList<>();
        String before = "";
        for (String line : typed.lines().toList()) {
            String[] parts = line.split(":", 4);
            String[] about = parts[0].split("\\.", -1);
            String row = about[0] + "." + about[1] + "." + about[2];
            if (!row.equals(before)) {
                rows.add(new Row(about[0].charAt(0), new LinkedHashMap<>()));
                before = row;
            }
            rows.getLast().values().put(about[4], parts[3]);
        }
        return rows;
    }

    /** The rows of that type. */
    List<Row> of(char type) {
        return rows.stream().filter(row -> row.type() == type).toList();
    }

    /** The servers of a backend. */
    List<Row> serversOf(Row backend) {
        return of('S').stream()
                .filter(server -> server.proxy().equals(backend.proxy()))
                .toList();
    }
}
