/**
 * The demonstrations, and the laboratory of network namespaces they and the network tests are built on: the only package
 * that starts other processes.
 */
package lb.admin.demo;
