package lb.ha.vrrp;

/**
 * Why a received advert counts for nothing. The first group is decided by {@link VrrpCodec} from the packet alone, the
 * second by {@link AdvertCheck} against what is configured here.
 */
public enum Rejection {
    /** Fewer bytes than its headers say, or than an advert has at least. */
    TRUNCATED("truncated"),
    /** Neither IPv4 nor IPv6, or an IPv4 header length below five words. */
    IP_HEADER("ip-header"),
    /** A fragment: an advert is never long enough to need one. */
    FRAGMENT("fragment"),
    /** Not IP protocol 112, nor an authentication header before it. */
    PROTOCOL("protocol"),
    /** It has passed more routers than are allowed, none by the RFC: TTL or hop limit (RFC 9568 sections 5.1.1.3, 5.1.2.3). */
    TTL("ttl"),
    /** Neither version 2 nor 3, or not the version configured here. */
    VERSION("version"),
    /** Not an ADVERTISEMENT. */
    TYPE("type"),
    /** The count of addresses is zero or does not fit the length. */
    ADDRESS_COUNT("address-count"),
    /** The checksum fits neither form. */
    CHECKSUM("checksum"),
    /** Version 2: another interval than here; either version: an interval of zero. */
    INTERVAL("interval"),

    /** No virtual router with this ID on the interface. */
    ROUTER_ID("router-id"),
    /** It came from this node's own address. */
    OWN("own"),
    /** Unicast is configured and its source is not a peer. */
    FOREIGN("foreign"),
    /** Multicast where unicast is configured, or the other way round. */
    DESTINATION("destination"),
    /** Another authentication type than here. */
    AUTHENTICATION("authentication"),
    /** Another password than here. */
    PASSWORD("password"),
    /** Its authentication header names another sender. */
    SPI("spi"),
    /** The integrity value of its authentication header is not what the password here makes of it. */
    INTEGRITY("integrity"),
    /** The sequence number of its authentication header is not new. */
    REPLAYED("replayed"),
    /** Other virtual addresses than here. */
    ADDRESSES("addresses"),
    /** Its sender says on its lifeline that it is no master. */
    CONTRADICTED("contradicted");

    private final String label;

    Rejection(String label) {
        this.label = label;
    }

    /** Lower case, words joined by hyphens: the name in counters. */
    public String label() {
        return label;
    }
}
