package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Condition;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.HashType;
import lb.proxy.settings.Network;
import lb.proxy.settings.Persisting;
import lb.proxy.settings.Sample;
import lb.proxy.settings.StickySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a backend's servers are chosen, and how clients come back to theirs. */
class PersistenceLoadingTest {
    private final Loading loading;

    PersistenceLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    private BackendSettings backend(String keys) throws IOException {
        return loading.configuration(Loading.FRONTEND + "backends { b {\n" + keys
                        + "\nservers {\ns = \"10.0.0.1:80\"\nt = \"10.0.0.2:80\"\n} } }\n")
                .proxy()
                .backends()
                .getFirst();
    }

    private BackendSettings tcpBackend(String keys) throws IOException {
        return loading.configuration("defaults { mode = tcp }\n" + Loading.FRONTEND + "backends { b { " + keys
                        + "\nservers { s = \"10.0.0.1:80\" } } }\n")
                .proxy()
                .backends()
                .getFirst();
    }

    private static Balance hash(HashKey key) {
        return new Balance.Hash(key, HashType.STANDARD);
    }

    private static List<List<Object>> balances() {
        return List.of(
                List.of("roundrobin", new Balance.RoundRobin()),
                List.of("static-rr", new Balance.StaticRoundRobin()),
                List.of("leastconn", new Balance.LeastConnections()),
                List.of("first", new Balance.First()),
                List.of("random", new Balance.Random(2)),
                List.of("{ algorithm = random, draws = 5 }", new Balance.Random(5)),
                List.of("{ algorithm = peak-ewma, decay = 3s }", new Balance.PeakEwma(Duration.ofSeconds(3))),
                List.of("source", hash(new HashKey.Source())),
                List.of("uri", hash(new HashKey.Uri(false, false, 0, 0))),
                List.of(
                        "{ algorithm = uri, whole = true, path-only = true, length = 64, depth = 2 }",
                        hash(new HashKey.Uri(true, true, 64, 2))),
                List.of("{ algorithm = url-param, name = user }", hash(new HashKey.UrlParameter("user"))),
                List.of("{ algorithm = header, name = X-User }", hash(new HashKey.Header("X-User"))),
                List.of(
                        "{ algorithm = cookie, name = ID, hash-type = consistent, hash-function = wt6, avalanche = true,"
                                + " hash-balance-factor = 150 }",
                        new Balance.Hash(
                                new HashKey.Cookie("ID"),
                                new HashType(HashType.Method.CONSISTENT, HashType.Function.WT6, true, 150))));
    }

    @ParameterizedTest
    @MethodSource("balances")
    void serversAreChosenAsAskedFor(List<Object> row) throws IOException {
        assertThat(backend("balance = " + row.getFirst()).balancing().algorithm())
                .isEqualTo(row.getLast());
    }

    @Test
    void aCookieHasAllOfItsOptions() throws IOException {
        CookieSettings cookie = backend("""
                cookie {
                  name = SRV, indirect = true, no-cache = true, preserve = true, http-only = true, secure = true
                  domain = [ .a.example, .b.example ], attributes = "SameSite=Lax", max-idle = 30m, max-life = 8h
                }""").http().cookie();

        assertThat(cookie)
                .isEqualTo(new CookieSettings(
                        "SRV",
                        CookieSettings.Mode.INSERT,
                        true,
                        true,
                        true,
                        true,
                        true,
                        List.of(".a.example", ".b.example"),
                        List.of("SameSite=Lax"),
                        Duration.ofMinutes(30),
                        Duration.ofHours(8),
                        null,
                        Map.of("s", "s", "t", "t")));
    }

    @Test
    void valuesAreSaidByServersOrMadeOfAKey() throws IOException {
        CookieSettings cookie = loading.configuration(Loading.FRONTEND + """
                backends { b { cookie { name = SRV, mode = prefix, dynamic-key = k }, servers {
                  s = "10.0.0.1:80"
                  t { address = "10.0.0.2:80", cookie = own }
                } } }
                """)
                .proxy()
                .backends()
                .getFirst()
                .http()
                .cookie();

        assertThat(cookie).isNotNull();
        assertThat(cookie.mode()).isEqualTo(CookieSettings.Mode.PREFIX);
        assertThat(cookie.dynamicKey()).isEqualTo("k");
        assertThat(cookie.values()).isEqualTo(Map.of("t", "own"));
    }

    @Test
    void addressesAreRememberedAsAskedFor() throws IOException {
        assertThat(backend("sticky = source").balancing().sticky())
                .isEqualTo(new StickySettings(32, 128, 100_000, Duration.ofMinutes(30)));
        assertThat(backend("sticky { ipv4-prefix = 24, ipv6-prefix = 64, size = 10, expire = 1h }")
                        .balancing()
                        .sticky())
                .isEqualTo(new StickySettings(24, 64, 10, Duration.ofHours(1)));
    }

    @Test
    void rulesSayWhoKeepsAServerThatIsDown() throws IOException {
        assertThat(backend("sticky = source").balancing().persisting()).isEqualTo(Persisting.STANDARD);
        assertThat(backend("use-server = \"s if TRUE\", persist-when-down = true")
                        .balancing()
                        .persisting())
                .isEqualTo(new Persisting(true, null, null));
        Persisting asked = backend("""
                sticky = source, persist-when-down = true
                force-persist { source = "10.0.0.0/8" }
                ignore-persist = [ { path-suffix = .gif }, { path = /x, method = HEAD } ]""").balancing().persisting();

        assertThat(asked)
                .isEqualTo(new Persisting(
                        true,
                        any(new Condition.Source(List.of(new Network(InetAddress.getByName("10.0.0.0"), 8)))),
                        new Condition.Any(List.of(
                                all(text(new Sample.Path(), Condition.Comparison.SUFFIX, ".gif")),
                                all(
                                        text(new Sample.Path(), Condition.Comparison.EXACT, "/x"),
                                        text(new Sample.Method(), Condition.Comparison.EXACT, "HEAD"))))));
    }

    @Test
    void rdpClientsAreKnownByTheirCookies() throws IOException {
        BackendSettings standard = tcpBackend("balance = rdp-cookie");
        BackendSettings named = tcpBackend("balance { algorithm = rdp-cookie, name = user, hash-type = consistent }"
                + "\npersist-rdp-cookie = msts, persist-when-down = true");

        assertThat(standard.balancing().algorithm()).isEqualTo(hash(new HashKey.RdpCookie("mstshash")));
        assertThat(standard.balancing().persisting()).isEqualTo(Persisting.STANDARD);
        assertThat(named.balancing().algorithm())
                .isEqualTo(new Balance.Hash(
                        new HashKey.RdpCookie("user"),
                        new HashType(HashType.Method.CONSISTENT, HashType.Function.SDBM, false, HashType.UNBOUNDED)));
        assertThat(named.balancing().persisting()).isEqualTo(new Persisting(true, null, null).withRdpCookie("msts"));
    }

    private static Condition any(Condition one) {
        return new Condition.Any(List.of(all(one)));
    }

    private static Condition all(Condition... conditions) {
        return new Condition.All(List.of(conditions));
    }

    private static Condition text(Sample sample, Condition.Comparison comparison, String value) {
        return new Condition.Text(sample, comparison, List.of(value), false);
    }
}
