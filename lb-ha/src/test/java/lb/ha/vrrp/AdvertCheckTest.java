package lb.ha.vrrp;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lb.ha.RouterSettings;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.AdvertCheck.Remark;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdvertCheckTest {
    private static final InetAddress SELF = ip("10.77.0.1");
    private static final InetAddress PEER = ip("10.77.0.2");
    private static final InetAddress GROUP = VrrpCodec.MULTICAST_GROUP;
    private static final List<InetAddress> ADDRESSES = List.of(ip("10.77.0.100"));
    private static final List<InetAddress> TWO = List.of(ip("10.77.0.100"), ip("10.77.0.101"));
    private static final List<InetAddress> TWO_SWAPPED = List.of(ip("10.77.0.101"), ip("10.77.0.100"));
    private static final List<InetAddress> OTHER = List.of(ip("10.77.0.200"));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final UnaryOperator<RouterSettings> V3 = it -> it;
    private static final UnaryOperator<RouterSettings> V2 = it -> it.version(2);
    private static final UnaryOperator<RouterSettings> PASSWORD =
            it -> it.version(2).password("secret");
    private static final UnaryOperator<RouterSettings> HEADER =
            it -> it.version(2).authentication(new Header(new Secret("secret")));
    private static final UnaryOperator<RouterSettings> UNICAST =
            it -> it.peers(new Unicast(SELF, List.of(PEER, ip("10.77.0.3")), 255));

    private static final UnaryOperator<RouterSettings> ROUTED = it -> it.peers(new Unicast(SELF, List.of(PEER), 250));

    /** Expected: the reason and a sentence, or no reason and remarks. */
    record Case(
            String what,
            UnaryOperator<RouterSettings> settings,
            Accepted received,
            @Nullable Rejection reason,
            String... sentences) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Accepted from(InetAddress source, InetAddress destination, Advert advert) {
        return from(source, destination, advert, 255);
    }

    private static Accepted from(InetAddress source, InetAddress destination, Advert advert, int hops) {
        return new Accepted(
                advert,
                source,
                destination,
                advert.version() == 3 ? ChecksumForm.PSEUDO_HEADER : ChecksumForm.MESSAGE_ONLY,
                hops);
    }

    private static Accepted v2(int priority, Duration interval, List<InetAddress> addresses, Authentication proof) {
        return from(PEER, GROUP, new Advert(2, 51, priority, interval, addresses, proof));
    }

    private static Accepted v3(int priority, Duration interval, List<InetAddress> addresses) {
        return from(PEER, GROUP, new Advert(3, 51, priority, interval, addresses, Authentication.NONE));
    }

    private static Advert plainV2(int type) {
        return v2(101, SECOND, ADDRESSES, new Authentication(type, 0)).advert();
    }

    /** From the peer, with a header that is another's where that is said. */
    private static Accepted authenticated(String password, InetAddress sender, Advert advert) {
        Accepted made = (Accepted) VrrpCodec.decode(Packets.authenticated(advert, sender, GROUP, 7, password));
        return new Accepted(advert, PEER, GROUP, made.checksum(), 255, made.header());
    }

    private static Advert plain() {
        return v3(101, TENTH, ADDRESSES).advert();
    }

    static Stream<Case> cases() {
        Authentication none = Authentication.NONE;
        Authentication secret = Authentication.ofPassword("secret");
        return Stream.of(
                new Case("v3 alike", V3, v3(101, TENTH, ADDRESSES), null),
                new Case("v2 alike", V2, v2(101, SECOND, ADDRESSES, none), null),
                new Case("v2 with the password", PASSWORD, v2(101, SECOND, ADDRESSES, secret), null),
                new Case(
                        "v2 without authentication, but with data",
                        V2,
                        v2(101, SECOND, ADDRESSES, new Authentication(0, 42)),
                        null),
                new Case(
                        "of a peer behind a router",
                        UNICAST,
                        from(PEER, SELF, plain(), 254),
                        Rejection.TTL,
                        "advert from 10.77.0.2: TTL 254, expected 255"),
                new Case("of a peer behind as many routers as may be", ROUTED, from(PEER, SELF, plain(), 250), null),
                new Case(
                        "of a peer behind more routers than may be",
                        ROUTED,
                        from(PEER, SELF, plain(), 249),
                        Rejection.TTL,
                        "advert from 10.77.0.2: TTL 249, expected 250 at least"),
                new Case(
                        "from our own address",
                        V3,
                        from(SELF, GROUP, plain()),
                        Rejection.OWN,
                        "advert from 10.77.0.1: it comes from this node's own address"),
                new Case(
                        "v2 for v3",
                        V3,
                        v2(101, SECOND, ADDRESSES, none),
                        Rejection.VERSION,
                        "advert from 10.77.0.2: VRRP version 3 here, 2 in the advert"),
                new Case(
                        "v3 for v2",
                        V2,
                        v3(101, TENTH, ADDRESSES),
                        Rejection.VERSION,
                        "advert from 10.77.0.2: VRRP version 2 here, 3 in the advert"),
                new Case(
                        "another password",
                        PASSWORD,
                        v2(101, SECOND, ADDRESSES, Authentication.ofPassword("secret2")),
                        Rejection.PASSWORD,
                        "advert from 10.77.0.2: password differs"),
                new Case(
                        "no password",
                        PASSWORD,
                        v2(101, SECOND, ADDRESSES, none),
                        Rejection.AUTHENTICATION,
                        "a simple text password here, no authentication in the advert"),
                new Case(
                        "an unexpected password",
                        V2,
                        v2(101, SECOND, ADDRESSES, secret),
                        Rejection.AUTHENTICATION,
                        "no authentication here, a simple text password in the advert"),
                new Case(
                        "its type without an authentication header",
                        V2,
                        v2(101, SECOND, ADDRESSES, new Authentication(2, 0)),
                        Rejection.AUTHENTICATION,
                        "no authentication here, authentication type 2 (AH) without its header in the advert"),
                new Case("an authentication header", HEADER, authenticated("secret", PEER, plainV2(2)), null),
                new Case(
                        "no authentication header",
                        HEADER,
                        v2(101, SECOND, ADDRESSES, new Authentication(2, 0)),
                        Rejection.AUTHENTICATION,
                        "an authentication header (AH) here, authentication type 2 (AH) without its header in the advert"),
                new Case(
                        "a password for an authentication header",
                        HEADER,
                        v2(101, SECOND, ADDRESSES, secret),
                        Rejection.AUTHENTICATION,
                        "an authentication header (AH) here, a simple text password in the advert"),
                new Case(
                        "an authentication header for a password",
                        PASSWORD,
                        authenticated("secret", PEER, plainV2(2)),
                        Rejection.AUTHENTICATION,
                        "a simple text password here, an authentication header (AH) in the advert"),
                new Case(
                        "an authentication header of another type than said",
                        HEADER,
                        authenticated("secret", PEER, plainV2(0)),
                        Rejection.AUTHENTICATION,
                        "an authentication header (AH) here, no authentication behind an authentication header (AH) in the"
                                + " advert"),
                new Case(
                        "an authentication header in version 3",
                        V3,
                        authenticated("secret", PEER, plain()),
                        Rejection.AUTHENTICATION,
                        "no authentication here, no authentication behind an authentication header (AH) in the advert"),
                new Case(
                        "an authentication header by another password",
                        HEADER,
                        authenticated("secre", PEER, plainV2(2)),
                        Rejection.INTEGRITY,
                        "advert from 10.77.0.2: its authentication header is not by the password here"),
                new Case(
                        "an authentication header of somebody else",
                        HEADER,
                        authenticated("secret", ip("10.77.0.3"), plainV2(2)),
                        Rejection.SPI,
                        "advert from 10.77.0.2: SPI 10.77.0.3 in its authentication header, expected its source address"),
                new Case(
                        "v2 another interval",
                        V2,
                        v2(101, Duration.ofSeconds(2), ADDRESSES, none),
                        Rejection.INTERVAL,
                        "advert from 10.77.0.2: interval 1 s here, 2 s in the advert"),
                new Case(
                        "v2 other addresses",
                        V2,
                        v2(101, SECOND, OTHER, none),
                        Rejection.ADDRESSES,
                        "addresses 10.77.0.100 here, 10.77.0.200 in the advert"),
                new Case(
                        "v2 more addresses",
                        V2,
                        v2(101, SECOND, TWO, none),
                        Rejection.ADDRESSES,
                        "addresses 10.77.0.100 here, 10.77.0.100, 10.77.0.101 in the advert"),
                new Case(
                        "v2 one twice",
                        it -> it.version(2).addresses("10.77.0.100", "10.77.0.101"),
                        v2(101, SECOND, List.of(ip("10.77.0.100"), ip("10.77.0.100")), none),
                        Rejection.ADDRESSES,
                        "in the advert"),
                new Case(
                        "v2 the same addresses in another order",
                        it -> it.version(2).addresses("10.77.0.100", "10.77.0.101"),
                        v2(101, SECOND, TWO_SWAPPED, none),
                        null),
                new Case(
                        "v2 other addresses of the owner",
                        V2,
                        v2(255, SECOND, OTHER, none),
                        null,
                        "advert from 10.77.0.2: addresses 10.77.0.100 here, 10.77.0.200 in the advert"),
                new Case(
                        "v3 another interval",
                        V3,
                        v3(101, Duration.ofMillis(30), ADDRESSES),
                        null,
                        "advert from 10.77.0.2: interval 0.1 s here, 0.03 s in the advert; the master's counts"),
                new Case(
                        "v3 more addresses",
                        V3,
                        v3(101, TENTH, TWO),
                        null,
                        "addresses 10.77.0.100 here, 10.77.0.100, 10.77.0.101 in the advert"),
                new Case(
                        "v3 none of our addresses",
                        V3,
                        v3(101, TENTH, OTHER),
                        Rejection.ADDRESSES,
                        "addresses 10.77.0.100 here, 10.77.0.200 in the advert"),
                new Case(
                        "v3 the other checksum",
                        it -> it.checksum(ChecksumForm.MESSAGE_ONLY),
                        v3(101, TENTH, ADDRESSES),
                        null,
                        "checksum of the message only here, with a pseudo-header in the advert"),
                new Case(
                        "two owners",
                        it -> it.priority(255),
                        v3(255, TENTH, ADDRESSES),
                        null,
                        "priority 255 here, 255 in the advert, only one node may have it"),
                new Case("unicast from a peer", UNICAST, from(PEER, SELF, plain()), null),
                new Case(
                        "unicast from somebody else",
                        UNICAST,
                        from(ip("10.77.0.9"), SELF, plain()),
                        Rejection.FOREIGN,
                        "advert from 10.77.0.9: not a peer, expected 10.77.0.2, 10.77.0.3"),
                new Case(
                        "multicast where unicast is configured",
                        UNICAST,
                        from(PEER, GROUP, plain()),
                        Rejection.DESTINATION,
                        "advert from 10.77.0.2: multicast, expected unicast to 10.77.0.1"),
                new Case(
                        "unicast where multicast is configured",
                        V3,
                        from(PEER, SELF, plain()),
                        Rejection.DESTINATION,
                        "advert from 10.77.0.2: unicast to 10.77.0.1, expected multicast to 224.0.0.18"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyDifferenceIsRejectedOrRemarkedInWordsThatNameBothSides(Case it) {
        AdvertCheck check =
                new AdvertCheck(it.settings().apply(RouterSettings.DEFAULT).build());
        Rejected rejected = check.reject(it.received(), SELF);
        if (it.reason() == null) {
            assertThat(rejected).isNull();
            List<String> remarks =
                    check.remarks(it.received()).stream().map(Remark::sentence).toList();
            assertThat(remarks).hasSameSizeAs(it.sentences());
            for (int i = 0; i < it.sentences().length; i++) {
                assertThat(remarks.get(i)).contains(it.sentences()[i]);
            }
        } else {
            assertThat(rejected).isNotNull();
            assertThat(rejected.reason()).isEqualTo(it.reason());
            assertThat(rejected.routerId()).isEqualTo(51);
            assertThat(rejected.sentence()).contains(it.sentences());
        }
    }
}
