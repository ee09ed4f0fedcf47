package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of what the RFCs require names tests that there are. */
class ConformanceTest {
    private static final Path TABLE = Path.of("..", "docs", "internals", "http-conformance.md");
    private static final Pattern ROW = Pattern.compile("([<>]) \"([^\"]+)\"");
    private static final Pattern METHOD = Pattern.compile("\\b([A-Z]\\w+Test)\\.(\\w+)");

    private static List<String> table(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ConformanceTest.class.getResourceAsStream(name))) {
            return Arrays.asList(new String(in.readAllBytes(), UTF_8).split("\n"));
        }
    }

    @Test
    void everyTestNamedExists() throws Exception {
        List<String> requests = table("hostile-requests.txt");
        List<String> responses = table("hostile-responses.txt");
        List<String> missing = new ArrayList<>();
        int requirements = 0;
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.startsWith("| 911")) {
                continue;
            }
            requirements++;
            int named = 0;
            Matcher row = ROW.matcher(line);
            for (; row.find(); named++) {
                if (!(row.group(1).equals(">") ? requests : responses).contains("[" + row.group(2) + "]")) {
                    missing.add(row.group());
                }
            }
            Matcher method = METHOD.matcher(line);
            for (; method.find(); named++) {
                String name = method.group(2);
                Method[] methods =
                        Class.forName("lb.proxy.http1." + method.group(1)).getDeclaredMethods();
                if (Arrays.stream(methods).noneMatch(one -> one.getName().equals(name))) {
                    missing.add(method.group());
                }
            }
            assertThat(named).as(line).isPositive();
        }
        assertThat(missing).isEmpty();
        assertThat(requirements).isGreaterThan(40);
    }
}
