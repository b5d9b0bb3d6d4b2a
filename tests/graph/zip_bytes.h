// ZIP archives made by hand, so that tests can make them lie.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::test {

struct ZipMember {
  std::string name, data;
  uint16_t method = 0;              // 0 stored, 8 deflated; `data` is what stands in the archive
  uint32_t claimed_size = 0;        // uncompressed
  uint32_t claimed_compressed = 0;  // 0: the truth
  uint32_t crc = 0;                 // of the uncompressed data
};

inline uint32_t crc32_of(std::string_view data) {
  uint32_t crc = 0xffffffff;
  for (const char c : data) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1U)));
  }
  return ~crc;
}

inline ZipMember stored_member(std::string name, std::string data) {
  const auto size = static_cast<uint32_t>(data.size());
  const uint32_t crc = crc32_of(data);
  return {.name = std::move(name), .data = std::move(data), .claimed_size = size, .crc = crc};
}

inline std::string zip_bytes(const std::vector<ZipMember>& members) {
  std::string out, directory;
  const auto number = [](std::string& target, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) target.push_back(static_cast<char>(value >> (8 * i)));
  };
  for (const ZipMember& member : members) {
    const auto offset = static_cast<uint32_t>(out.size());
    std::string header;
    number(header, 20, 2);  // version, flags, method, time, date
    number(header, 0, 2);
    number(header, member.method, 2);
    number(header, 0x00210000, 4);
    number(header, member.crc, 4);
    number(header,
           member.claimed_compressed != 0 ? member.claimed_compressed
                                          : static_cast<uint32_t>(member.data.size()),
           4);
    number(header, member.claimed_size, 4);
    number(header, static_cast<uint32_t>(member.name.size()), 2);
    number(header, 0, 2);
    out += std::string("PK\3\4") + header + member.name + member.data;
    directory += "PK\1\2";
    number(directory, 20, 2);
    directory += header;
    number(directory, 0, 2);  // comment, disk, attributes
    number(directory, 0, 4);
    number(directory, 0, 4);
    number(directory, offset, 4);
    directory += member.name;
  }
  const auto offset = static_cast<uint32_t>(out.size());
  out += directory + "PK\5\6";
  number(out, 0, 4);
  number(out, static_cast<uint32_t>(members.size()), 2);
  number(out, static_cast<uint32_t>(members.size()), 2);
  number(out, static_cast<uint32_t>(directory.size()), 4);
  number(out, offset, 4);
  number(out, 0, 2);
  return out;
}

}  // namespace heddle::test
