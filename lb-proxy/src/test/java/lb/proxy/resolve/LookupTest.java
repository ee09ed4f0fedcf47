package lb.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lb.proxy.resolve.Answer.Failed;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Answer.Found;
import lb.proxy.resolve.Reply.Addresses;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.resolve.Reply.Service;
import lb.proxy.resolve.Reply.Services;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.DnsAddress.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupTest {
    private final Map<String, Reply> zone = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void aHostIsAskedForInThePreferredFamily() throws Exception {
        zone.put("app A", addresses(7, "10.0.0.1"));

        assertThat(lookup(host(Family.IPV4))).isEqualTo(found(7, "10.0.0.1:80/0"));
        assertThat(asked).containsExactly("app A");
    }

    @Test
    void whereTheFamilyHasNoneTheOtherIsAskedFor() throws Exception {
        zone.put("app A", addresses(7, "10.0.0.1"));

        assertThat(lookup(host(Family.IPV6))).isEqualTo(found(7, "10.0.0.1:80/0"));
        assertThat(asked).containsExactly("app AAAA", "app A");
    }

    @Test
    void whoDoesNotAnswerIsNotAskedForTheOtherFamily() {
        zone.put("app A", new Nothing(Failure.TIMEOUT, "late"));

        assertThat(lookup(host(Family.IPV4))).isEqualTo(new Failed(Failure.TIMEOUT, "late"));
        assertThat(asked).containsExactly("app A");
    }

    @Test
    void aServiceHasThePortsAndWeightsOfItsRecords() throws Exception {
        zone.put(
                "_http._tcp.app SRV",
                new Services(
                        List.of(new Service("h1.", 8081, 10, 1), new Service("h2.", 8082, 0, 2)),
                        Map.of("h1.", List.of(InetAddress.getByName("10.0.0.1"))),
                        30,
                        "ns"));
        zone.put("h2. A", addresses(20, "10.0.0.2"));

        assertThat(lookup(service())).isEqualTo(found(20, "10.0.0.1:8081/10", "10.0.0.2:8082/1"));
        assertThat(asked).containsExactly("_http._tcp.app SRV", "h2. A");
    }

    @Test
    void aHostOfAServiceThatHasNoAddressIsLeftOut() throws Exception {
        zone.put("_http._tcp.app SRV", services(new Service("h1.", 80, 1, 1), new Service("h2.", 80, 1, 1)));
        zone.put("h2. A", addresses(20, "10.0.0.2"));

        assertThat(lookup(service())).isEqualTo(found(20, "10.0.0.2:80/1"));
    }

    @Test
    void aHostThatCannotBeAskedForDoesNotHideTheOthers() throws Exception {
        zone.put("_http._tcp.app SRV", services(new Service("h1.", 80, 1, 1), new Service("h2.", 80, 1, 1)));
        zone.put("h1. A", new Nothing(Failure.TIMEOUT, "late"));
        zone.put("h2. A", addresses(20, "10.0.0.2"));

        assertThat(lookup(service()))
                .isEqualTo(new Found(found(20, "10.0.0.2:80/1").endpoints(), 20, "ns", Failure.TIMEOUT));
    }

    @Test
    void whereNoHostCanBeAskedForTheServiceCannotEither() {
        zone.put("_http._tcp.app SRV", services(new Service("h1.", 80, 1, 1), new Service("h2.", 80, 1, 1)));
        zone.put("h1. A", new Nothing(Failure.TIMEOUT, "late"));

        assertThat(lookup(service())).isEqualTo(new Failed(Failure.TIMEOUT, "late"));
    }

    @Test
    void aServiceWithoutAnyAddressIsNotThere() {
        zone.put("_http._tcp.app SRV", services(new Service("h1.", 80, 1, 1)));

        assertThat(lookup(service()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.failure()).isEqualTo(Failure.NX));
    }

    @Test
    void aServiceOfThousandsOfHostsMakesNoThousandsOfQuestions() {
        zone.put(
                "_http._tcp.app SRV",
                services(IntStream.range(0, 5000)
                        .mapToObj(i -> new Service("h" + i + ".", 80, 1, 1))
                        .toArray(Service[]::new)));

        lookup(service());

        assertThat(asked).hasSizeLessThanOrEqualTo(1 + 2 * Lookup.MOST_HOSTS);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "1, 1, 1",
        "10, 20, 10",
        "256, 256, 256",
        "300, 300, 256",
        "100, 1000, 25",
        "1, 65535, 1",
        "65535, 65535, 256"
    })
    void weightsOfAServiceKeepTheirRatio(int weight, int heaviest, int expected) {
        assertThat(Lookup.weight(weight, heaviest)).isEqualTo(expected);
    }

    private Answer lookup(DnsAddress address) {
        List<Answer> answers = new ArrayList<>();
        new Lookup(
                        address,
                        (name, type, reply) -> {
                            String question = name + " " + type.name();
                            asked.add(question);
                            reply.accept(zone.getOrDefault(question, new Nothing(Failure.NX, "none")));
                        },
                        answers::add)
                .start();
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    private static DnsAddress host(Family prefer) {
        return new DnsAddress("app", 80, prefer, SlotsTest.resolver(Duration.ZERO), null);
    }

    private static DnsAddress service() {
        return new DnsAddress(
                "_http._tcp.app", DnsAddress.PORT_OF_SERVICE, Family.IPV4, SlotsTest.resolver(Duration.ZERO), null);
    }

    private static Services services(Service... services) {
        return new Services(List.of(services), Map.of(), 60, "ns");
    }

    private static Addresses addresses(long ttl, String address) throws Exception {
        return new Addresses(List.of(InetAddress.getByName(address)), ttl, "ns");
    }

    private static Found found(long ttl, String... endpoints) {
        List<Endpoint> all = new ArrayList<>();
        for (String endpoint : endpoints) {
            String[] parts = endpoint.split("[:/]");
            all.add(new Endpoint(
                    new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), Integer.parseInt(parts[2])));
        }
        return new Found(all, ttl, "ns");
    }
}
