package lb.proxy.settings;

/**
 * A listening socket that goes from one process to the next, which so gets those too who wait to be accepted.
 *
 * @param descriptor of the process that has the record, which closes it
 * @param device the interface that it is bound to; empty for none
 */
public record PassedSocket(int descriptor, String device) {}
