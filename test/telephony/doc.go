// Package telephony lets real telephones, exchanges and a proxy of other people's making hold calls with each other, and compares
// what our sources see of them with what was agreed (calls.txt) and with the times of tcpdump.
//
// Everything happens in a namespace of its own for network and processes, so that no port of the machine is touched and no rights are needed, or
// on the loopback of a machine where the tests run as root and namespaces are forbidden.
package telephony
