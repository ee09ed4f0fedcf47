package lb.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Sample;
import lb.proxy.upstream.Backend;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final Condition ALWAYS = new Condition.All(List.of());

    @Test
    void theFirstRouteThatMatchesCounts() {
        RouteTable table =
                hosts(all(host("a.example"), path("/v1")), path("/health"), host("a.example", "*.b.example"), ALWAYS);

        assertThat(first(table, "a.example", "/v1")).isZero();
        assertThat(first(table, "a.example", "/health")).isEqualTo(1);
        assertThat(first(table, "A.EXAMPLE", "/")).isEqualTo(2);
        assertThat(first(table, "x.b.example", "/v1")).isEqualTo(2);
        assertThat(first(table, "b.example", "/v1")).isEqualTo(3);
        assertThat(first(table, "other", "/health")).isEqualTo(1);
        assertThat(table.first(TextSubject.request().with(Part.PATH, "/health")))
                .isEqualTo(1);
    }

    @Test
    void anEarlierWildcardComesBeforeALaterName() {
        RouteTable table = hosts(host("*.example"), host("a.b.example"), host("*.b.example"));

        assertThat(first(table, "a.b.example", "/")).isZero();
        assertThat(first(table, "a.test", "/")).isEqualTo(RouteTable.NONE);
    }

    @Test
    void aRouteMayAskForAHostThatIsNotThis() {
        RouteTable table = hosts(new Condition.Not(host("a.example")), host("a.example"));

        assertThat(first(table, "a.example", "/")).isEqualTo(1);
        assertThat(first(table, "b.example", "/")).isZero();
    }

    @Test
    void twoConditionsOnTheHostBothHold() {
        RouteTable table = hosts(all(host("*.example"), host("a.example")));

        assertThat(first(table, "a.example", "/")).isZero();
        assertThat(first(table, "b.example", "/")).isEqualTo(RouteTable.NONE);
    }

    @Test
    void withoutRoutesNothingIsFound() {
        assertThat(first(hosts(), "a.example", "/")).isEqualTo(RouteTable.NONE);
    }

    @Test
    void aTableByServerNameLooksThatUp() {
        RouteTable table = new RouteTable(
                List.of(new Condition.Name(new Sample.ServerName(), List.of("a.example")), ALWAYS),
                Part.SERVER_NAME,
                RouteTableTest::noBackend);

        assertThat(table.first(TextSubject.request().with(Part.SERVER_NAME, "a.example")))
                .isZero();
        assertThat(table.first(TextSubject.request())).isEqualTo(1);
    }

    /** The look-up is a short cut only: any set of routes finds what going through them one after the other finds. */
    @Test
    void lookingUpFindsWhatGoingThroughThemFinds() {
        Random random = new Random(4);
        List<String> labels = List.of("a", "b", "example", "test");
        for (int round = 0; round < 300; round++) {
            List<Condition> conditions = new ArrayList<>();
            int routes = random.nextInt(12);
            for (int i = 0; i < routes; i++) {
                conditions.add(
                        switch (random.nextInt(5)) {
                            case 0 -> host(name(random, labels));
                            case 1 -> host("*." + name(random, labels), name(random, labels));
                            case 2 -> all(host("*." + name(random, labels)), path("/" + random.nextInt(2)));
                            case 3 -> path("/" + random.nextInt(3));
                            default -> new Condition.Any(List.of(host(name(random, labels)), path("/2")));
                        });
            }
            RouteTable table = hosts(conditions.toArray(Condition[]::new));
            List<Matcher> each = conditions.stream().map(Matcher::of).toList();
            for (int asked = 0; asked < 50; asked++) {
                Subject request = TextSubject.request()
                        .with(Part.HOST, name(random, labels))
                        .with(Part.PATH, "/" + random.nextInt(4));
                int expected = IntStream.range(0, each.size())
                        .filter(i -> each.get(i).matches(request))
                        .findFirst()
                        .orElse(RouteTable.NONE);
                assertThat(table.first(request)).as("%s", conditions).isEqualTo(expected);
            }
        }
    }

    @Test
    void manyHostsAreEachFound() {
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            conditions.add(host("host" + i + ".example"));
        }
        RouteTable table = hosts(conditions.toArray(Condition[]::new));

        for (int i = 0; i < 2000; i++) {
            assertThat(first(table, "Host" + i + ".example", "/")).isEqualTo(i);
        }
        assertThat(first(table, "host2000.example", "/")).isEqualTo(RouteTable.NONE);
    }

    private static String name(Random random, List<String> labels) {
        StringBuilder name = new StringBuilder();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            name.append(i == 0 ? "" : ".").append(labels.get(random.nextInt(labels.size())));
        }
        return name.toString();
    }

    private static RouteTable hosts(Condition... conditions) {
        return new RouteTable(List.of(conditions), Part.HOST, RouteTableTest::noBackend);
    }

    private static Condition all(Condition... conditions) {
        return new Condition.All(List.of(conditions));
    }

    private static Condition host(String... names) {
        return new Condition.Name(new Sample.Host(), List.of(names));
    }

    private static Condition path(String path) {
        return new Condition.Text(new Sample.Path(), Comparison.EXACT, List.of(path), false);
    }

    private static int first(RouteTable table, String host, String path) {
        return table.first(TextSubject.request().with(Part.HOST, host).with(Part.PATH, path));
    }

    private static Backend noBackend(String name) {
        throw new IllegalStateException(name);
    }
}
