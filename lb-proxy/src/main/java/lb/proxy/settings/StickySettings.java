package lb.proxy.settings;

import java.time.Duration;

/**
 * How clients keep their servers by their addresses.
 *
 * @param ipv4Prefix how many bits of an IPv4 address count, 1 to 32
 * @param ipv6Prefix how many bits of an IPv6 address count, 1 to 128
 * @param size how many clients are remembered at least, 1 or more
 * @param expire how long one is remembered that does not come back, in whole seconds
 */
public record StickySettings(int ipv4Prefix, int ipv6Prefix, int size, Duration expire) {}
