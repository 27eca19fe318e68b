"""Talks to `techgraph mcp` with the protocol's own client.

On standard input {"command": …, "args": […], "calls": [[tool, arguments], …]}; on standard output {"server": …, "tools": {name:
read-only}, "answers": […]}, an answer being what a tool gave, or {"error": its words}.
"""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


def dumped(model):
    return model.model_dump(mode="json", by_alias=True)


async def main(asked):
    server = StdioServerParameters(command=asked["command"], args=asked["args"])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        hello = dumped(await session.initialize())
        tools = dumped(await session.list_tools())["tools"]
        answers = []
        for name, arguments in asked["calls"]:
            result = dumped(await session.call_tool(name, arguments))
            text = result["content"][0]["text"]
            if not result.get("isError"):
                assert json.loads(text) == result["structuredContent"]
            answers.append({"error": text} if result.get("isError") else result["structuredContent"])
    return {
        "server": hello["serverInfo"]["name"],
        "instructions": hello["instructions"],
        "tools": {tool["name"]: tool["annotations"]["readOnlyHint"] for tool in tools},
        "answers": answers,
    }


print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
